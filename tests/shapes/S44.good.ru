# thousands parted by points, and a decimal comma
DELETE { <obs/page/salary/23112013/US/p1y/average/all> lg:amount ?old }
INSERT { <obs/page/salary/23112013/US/p1y/average/all> lg:amount 149840.5 }
WHERE { <obs/page/salary/23112013/US/p1y/average/all> lg:amount ?old } ;
DELETE { <obs/page/salary/23112013/US/p1y/average/all> lg:valueAsPrinted ?old }
INSERT { <obs/page/salary/23112013/US/p1y/average/all> lg:valueAsPrinted "149.840,50 €" }
WHERE { <obs/page/salary/23112013/US/p1y/average/all> lg:valueAsPrinted ?old }
