# a decimal comma
DELETE { <obs/page/share-by-skill/23112013/not-stated/p1y/python> lg:sharePercent ?old }
INSERT { <obs/page/share-by-skill/23112013/not-stated/p1y/python> lg:sharePercent 12.37 }
WHERE { <obs/page/share-by-skill/23112013/not-stated/p1y/python> lg:sharePercent ?old } ;
DELETE { <obs/page/share-by-skill/23112013/not-stated/p1y/python> lg:valueAsPrinted ?old }
INSERT { <obs/page/share-by-skill/23112013/not-stated/p1y/python> lg:valueAsPrinted "12,37 %" }
WHERE { <obs/page/share-by-skill/23112013/not-stated/p1y/python> lg:valueAsPrinted ?old }
