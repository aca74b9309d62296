# text for a number; fires: S33
DELETE { <obs/page/salary/23112013/US/p1y/average/all> lg:amount ?old }
INSERT { <obs/page/salary/23112013/US/p1y/average/all> lg:amount "149,840" }
WHERE { <obs/page/salary/23112013/US/p1y/average/all> lg:amount ?old }
