# off by rounding
DELETE { <obs/figures/share-by-experience/23112013/US/not-stated/0-2> lg:sharePercent ?old }
INSERT { <obs/figures/share-by-experience/23112013/US/not-stated/0-2> lg:sharePercent 15.9 }
WHERE { <obs/figures/share-by-experience/23112013/US/not-stated/0-2> lg:sharePercent ?old } ;
DELETE { <obs/figures/share-by-experience/23112013/US/not-stated/0-2> lg:valueAsPrinted ?old }
INSERT { <obs/figures/share-by-experience/23112013/US/not-stated/0-2> lg:valueAsPrinted "15.9" }
WHERE { <obs/figures/share-by-experience/23112013/US/not-stated/0-2> lg:valueAsPrinted ?old }
