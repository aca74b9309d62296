# another statistic of the list
DELETE { <obs/page/salary/23112013/US/p1y/average/all> lg:statistic ?old }
INSERT { <obs/page/salary/23112013/US/p1y/average/all> lg:statistic <code/statistic/median> }
WHERE { <obs/page/salary/23112013/US/p1y/average/all> lg:statistic ?old }
