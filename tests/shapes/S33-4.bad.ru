# neither an amount nor what it is at least; fires: S33-one
DELETE { <obs/page/salary/23112013/US/p1y/average/all> lg:amount ?old }
WHERE { <obs/page/salary/23112013/US/p1y/average/all> lg:amount ?old }
