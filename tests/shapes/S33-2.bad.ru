# below zero, which no printed form gives; fires: S33
DELETE { <obs/page/salary/23112013/US/p1y/average/all> lg:amount ?old }
INSERT { <obs/page/salary/23112013/US/p1y/average/all> lg:amount -5.0 }
WHERE { <obs/page/salary/23112013/US/p1y/average/all> lg:amount ?old } ;
DELETE { <obs/page/salary/23112013/US/p1y/average/all> lg:valueAsPrinted ?old }
INSERT { <obs/page/salary/23112013/US/p1y/average/all> lg:valueAsPrinted "-5" }
WHERE { <obs/page/salary/23112013/US/p1y/average/all> lg:valueAsPrinted ?old }
