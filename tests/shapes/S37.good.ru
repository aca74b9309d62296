# a week
DELETE { <obs/page/salary/23112013/US/p1y/average/all> lg:payPeriod ?old }
INSERT { <obs/page/salary/23112013/US/p1y/average/all> lg:payPeriod "P7D"^^xsd:duration }
WHERE { <obs/page/salary/23112013/US/p1y/average/all> lg:payPeriod ?old }
