# millions of yen
DELETE { <obs/page/salary/23112013/US/p1y/average/all> schema:currency ?old }
INSERT { <obs/page/salary/23112013/US/p1y/average/all> schema:currency "JPY" }
WHERE { <obs/page/salary/23112013/US/p1y/average/all> schema:currency ?old } ;
DELETE { <obs/page/salary/23112013/US/p1y/average/all> lg:amount ?old }
INSERT { <obs/page/salary/23112013/US/p1y/average/all> lg:amount 6500000.0 }
WHERE { <obs/page/salary/23112013/US/p1y/average/all> lg:amount ?old } ;
DELETE { <obs/page/salary/23112013/US/p1y/average/all> lg:valueAsPrinted ?old }
INSERT { <obs/page/salary/23112013/US/p1y/average/all> lg:valueAsPrinted "6,500,000" }
WHERE { <obs/page/salary/23112013/US/p1y/average/all> lg:valueAsPrinted ?old }
