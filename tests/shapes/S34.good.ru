# another currency
DELETE { <obs/page/salary/23112013/US/p1y/average/all> schema:currency ?old }
INSERT { <obs/page/salary/23112013/US/p1y/average/all> schema:currency "EUR" }
WHERE { <obs/page/salary/23112013/US/p1y/average/all> schema:currency ?old }
