# zero, printed as 0.00%
DELETE { <obs/figures/share-by-education/23112013/US/not-stated/bachelor> lg:sharePercent ?old }
INSERT { <obs/figures/share-by-education/23112013/US/not-stated/bachelor> lg:sharePercent 0.0 }
WHERE { <obs/figures/share-by-education/23112013/US/not-stated/bachelor> lg:sharePercent ?old } ;
DELETE { <obs/figures/share-by-education/23112013/US/not-stated/bachelor> lg:valueAsPrinted ?old }
INSERT { <obs/figures/share-by-education/23112013/US/not-stated/bachelor> lg:valueAsPrinted "0.00%" }
WHERE { <obs/figures/share-by-education/23112013/US/not-stated/bachelor> lg:valueAsPrinted ?old }
