# a statistic in words; fires: S35
DELETE { <obs/page/salary/23112013/US/p1y/average/all> lg:statistic ?old }
INSERT { <obs/page/salary/23112013/US/p1y/average/all> lg:statistic "average" }
WHERE { <obs/page/salary/23112013/US/p1y/average/all> lg:statistic ?old }
