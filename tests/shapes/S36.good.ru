# a range without a maximum
DELETE { <obs/page/salary/23112013/US/p1y/average/all> lg:experienceBand ?old }
INSERT { <obs/page/salary/23112013/US/p1y/average/all> lg:experienceBand <experience/3-plus> }
WHERE { <obs/page/salary/23112013/US/p1y/average/all> lg:experienceBand ?old }
