# a sign for the code; fires: S34
DELETE { <obs/page/salary/23112013/US/p1y/average/all> schema:currency ?old }
INSERT { <obs/page/salary/23112013/US/p1y/average/all> schema:currency "$" }
WHERE { <obs/page/salary/23112013/US/p1y/average/all> schema:currency ?old }
