# the median below the 25th percentile; fires: S38-order
DELETE { <obs/page/salary/23112013/US/p1y/average/all> lg:statistic ?old }
INSERT { <obs/page/salary/23112013/US/p1y/average/all> lg:statistic <code/statistic/median> }
WHERE { <obs/page/salary/23112013/US/p1y/average/all> lg:statistic ?old } ;
DELETE WHERE { <obs/page/salary/23112013/US/p1y/average/all> lg:payPeriod ?old } ;
DELETE { <obs/page/salary/23112013/US/p1y/average/all> lg:amount ?old }
INSERT { <obs/page/salary/23112013/US/p1y/average/all> lg:amount 124443.0 }
WHERE { <obs/page/salary/23112013/US/p1y/average/all> lg:amount ?old } ;
DELETE { <obs/page/salary/23112013/US/p1y/average/all> lg:valueAsPrinted ?old }
INSERT { <obs/page/salary/23112013/US/p1y/average/all> lg:valueAsPrinted "124,443" }
WHERE { <obs/page/salary/23112013/US/p1y/average/all> lg:valueAsPrinted ?old }
