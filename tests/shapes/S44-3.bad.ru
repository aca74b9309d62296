# a fraction for a percentage; fires: S44-equal
DELETE { <obs/page/share-by-skill/23112013/not-stated/p1y/python> lg:sharePercent ?old }
INSERT { <obs/page/share-by-skill/23112013/not-stated/p1y/python> lg:sharePercent 0.9948 }
WHERE { <obs/page/share-by-skill/23112013/not-stated/p1y/python> lg:sharePercent ?old } ;
DELETE { <obs/page/share-by-skill/23112013/not-stated/p1y/python> lg:valueAsPrinted ?old }
INSERT { <obs/page/share-by-skill/23112013/not-stated/p1y/python> lg:valueAsPrinted "99.48%" }
WHERE { <obs/page/share-by-skill/23112013/not-stated/p1y/python> lg:valueAsPrinted ?old }
