# 61.17 for 16.17, printed so too; fires: S43-sum
DELETE { <obs/figures/share-by-experience/23112013/US/not-stated/0-2> lg:sharePercent ?old }
INSERT { <obs/figures/share-by-experience/23112013/US/not-stated/0-2> lg:sharePercent 61.17 }
WHERE { <obs/figures/share-by-experience/23112013/US/not-stated/0-2> lg:sharePercent ?old } ;
DELETE { <obs/figures/share-by-experience/23112013/US/not-stated/0-2> lg:valueAsPrinted ?old }
INSERT { <obs/figures/share-by-experience/23112013/US/not-stated/0-2> lg:valueAsPrinted "61.17" }
WHERE { <obs/figures/share-by-experience/23112013/US/not-stated/0-2> lg:valueAsPrinted ?old }
