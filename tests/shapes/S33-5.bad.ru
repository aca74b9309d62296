# at least zero; fires: S33-least
DELETE { <obs/page/salary/23112013/US/p1y/average/all> lg:amount ?old }
WHERE { <obs/page/salary/23112013/US/p1y/average/all> lg:amount ?old }
;
INSERT DATA { <obs/page/salary/23112013/US/p1y/average/all> lg:atLeast 0.0 }
