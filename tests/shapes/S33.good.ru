# a hundredth above zero, an hour
DELETE { <obs/page/salary/23112013/US/p1y/average/all> lg:amount ?old }
INSERT { <obs/page/salary/23112013/US/p1y/average/all> lg:amount 0.01 }
WHERE { <obs/page/salary/23112013/US/p1y/average/all> lg:amount ?old } ;
DELETE { <obs/page/salary/23112013/US/p1y/average/all> lg:valueAsPrinted ?old }
INSERT { <obs/page/salary/23112013/US/p1y/average/all> lg:valueAsPrinted "$0.01" }
WHERE { <obs/page/salary/23112013/US/p1y/average/all> lg:valueAsPrinted ?old } ;
DELETE { <obs/page/salary/23112013/US/p1y/average/all> lg:payPeriod ?old }
INSERT { <obs/page/salary/23112013/US/p1y/average/all> lg:payPeriod "PT1H"^^xsd:duration }
WHERE { <obs/page/salary/23112013/US/p1y/average/all> lg:payPeriod ?old }
