# a floating-point number; fires: S40
DELETE { <obs/page/share-by-skill/23112013/not-stated/p1y/python> lg:sharePercent ?old }
INSERT { <obs/page/share-by-skill/23112013/not-stated/p1y/python> lg:sharePercent 7.053e1 }
WHERE { <obs/page/share-by-skill/23112013/not-stated/p1y/python> lg:sharePercent ?old } ;
DELETE { <obs/page/share-by-skill/23112013/not-stated/p1y/python> lg:valueAsPrinted ?old }
INSERT { <obs/page/share-by-skill/23112013/not-stated/p1y/python> lg:valueAsPrinted "(70.53%)" }
WHERE { <obs/page/share-by-skill/23112013/not-stated/p1y/python> lg:valueAsPrinted ?old }
