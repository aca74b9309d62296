# at least so much, by a sign for what is cut off
DELETE { <obs/page/salary/23112013/US/p1y/average/all> lg:amount ?old }
WHERE { <obs/page/salary/23112013/US/p1y/average/all> lg:amount ?old }
;
INSERT DATA { <obs/page/salary/23112013/US/p1y/average/all> lg:atLeast 239200.0 } ;
DELETE { <obs/page/salary/23112013/US/p1y/average/all> lg:valueAsPrinted ?old }
INSERT { <obs/page/salary/23112013/US/p1y/average/all> lg:valueAsPrinted "#" }
WHERE { <obs/page/salary/23112013/US/p1y/average/all> lg:valueAsPrinted ?old }
