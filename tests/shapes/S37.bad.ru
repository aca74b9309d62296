# a word for the duration; fires: S37
DELETE { <obs/page/salary/23112013/US/p1y/average/all> lg:payPeriod ?old }
INSERT { <obs/page/salary/23112013/US/p1y/average/all> lg:payPeriod "yearly"^^xsd:duration }
WHERE { <obs/page/salary/23112013/US/p1y/average/all> lg:payPeriod ?old }
