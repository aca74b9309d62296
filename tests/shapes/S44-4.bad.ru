# decimal point lost; fires: S44-equal
DELETE { <obs/page/share-by-skill/23112013/not-stated/p1y/python> lg:sharePercent ?old }
INSERT { <obs/page/share-by-skill/23112013/not-stated/p1y/python> lg:sharePercent 54.0 }
WHERE { <obs/page/share-by-skill/23112013/not-stated/p1y/python> lg:sharePercent ?old } ;
DELETE { <obs/page/share-by-skill/23112013/not-stated/p1y/python> lg:valueAsPrinted ?old }
INSERT { <obs/page/share-by-skill/23112013/not-stated/p1y/python> lg:valueAsPrinted "(5.4%)" }
WHERE { <obs/page/share-by-skill/23112013/not-stated/p1y/python> lg:valueAsPrinted ?old }
