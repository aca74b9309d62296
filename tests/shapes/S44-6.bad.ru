# a comma before three digits read as a decimal comma; fires: S39-plausible S44-equal
DELETE { <obs/page/salary/23112013/US/p1y/average/all> lg:amount ?old }
INSERT { <obs/page/salary/23112013/US/p1y/average/all> lg:amount 149.84 }
WHERE { <obs/page/salary/23112013/US/p1y/average/all> lg:amount ?old }
