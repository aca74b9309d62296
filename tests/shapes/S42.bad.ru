# zero for a share that is not printed; fires: S42-zero
DELETE { <obs/figures/share-by-education/23112013/US/not-stated/bachelor> lg:sharePercent ?old }
INSERT { <obs/figures/share-by-education/23112013/US/not-stated/bachelor> lg:sharePercent 0.0 }
WHERE { <obs/figures/share-by-education/23112013/US/not-stated/bachelor> lg:sharePercent ?old } ;
DELETE { <obs/figures/share-by-education/23112013/US/not-stated/bachelor> lg:valueAsPrinted ?old }
INSERT { <obs/figures/share-by-education/23112013/US/not-stated/bachelor> lg:valueAsPrinted "(%)" }
WHERE { <obs/figures/share-by-education/23112013/US/not-stated/bachelor> lg:valueAsPrinted ?old }
