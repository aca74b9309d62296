# printed form dropped; fires: S44-kept
DELETE WHERE { <obs/page/salary/23112013/US/p1y/average/all> lg:valueAsPrinted ?old }
