# all
DELETE { <obs/page/share-by-skill/23112013/not-stated/p1y/python> lg:sharePercent ?old }
INSERT { <obs/page/share-by-skill/23112013/not-stated/p1y/python> lg:sharePercent 100.0 }
WHERE { <obs/page/share-by-skill/23112013/not-stated/p1y/python> lg:sharePercent ?old } ;
DELETE { <obs/page/share-by-skill/23112013/not-stated/p1y/python> lg:valueAsPrinted ?old }
INSERT { <obs/page/share-by-skill/23112013/not-stated/p1y/python> lg:valueAsPrinted "(100%)" }
WHERE { <obs/page/share-by-skill/23112013/not-stated/p1y/python> lg:valueAsPrinted ?old }
