# a decimal point where a comma was meant, in both number and printed form; fires: S39-plausible
DELETE { <obs/page/salary/23112013/US/p1y/average/all> lg:amount ?old }
INSERT { <obs/page/salary/23112013/US/p1y/average/all> lg:amount 149.84 }
WHERE { <obs/page/salary/23112013/US/p1y/average/all> lg:amount ?old } ;
DELETE { <obs/page/salary/23112013/US/p1y/average/all> lg:valueAsPrinted ?old }
INSERT { <obs/page/salary/23112013/US/p1y/average/all> lg:valueAsPrinted "149.840" }
WHERE { <obs/page/salary/23112013/US/p1y/average/all> lg:valueAsPrinted ?old }
