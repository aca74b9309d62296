# thousands parted by blanks, and a point at the end
DELETE { <obs/page/salary/23112013/US/p1y/average/all> lg:valueAsPrinted ?old }
INSERT { <obs/page/salary/23112013/US/p1y/average/all> lg:valueAsPrinted "some $149 840." }
WHERE { <obs/page/salary/23112013/US/p1y/average/all> lg:valueAsPrinted ?old }
