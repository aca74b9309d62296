# lakhs
DELETE { <obs/page/salary/23112013/US/p1y/average/all> lg:valueAsPrinted ?old }
INSERT { <obs/page/salary/23112013/US/p1y/average/all> lg:valueAsPrinted "₹1,49,840" }
WHERE { <obs/page/salary/23112013/US/p1y/average/all> lg:valueAsPrinted ?old }
