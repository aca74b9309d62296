# not said
DELETE WHERE { <obs/page/salary/23112013/US/p1y/average/all> lg:payPeriod ?old }
