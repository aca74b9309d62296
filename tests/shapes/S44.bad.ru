# two digits exchanged; fires: S44-equal
DELETE { <obs/page/salary/23112013/US/p1y/average/all> lg:amount ?old }
INSERT { <obs/page/salary/23112013/US/p1y/average/all> lg:amount 149480.0 }
WHERE { <obs/page/salary/23112013/US/p1y/average/all> lg:amount ?old }
