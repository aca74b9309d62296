# the share of another skill; fires: S51-same
DELETE { <listing/page/23112013/defining/python> lg:share ?old }
INSERT { <listing/page/23112013/defining/python> lg:share <obs/page/share-by-skill/23112013/not-stated/p1y/c> }
WHERE { <listing/page/23112013/defining/python> lg:share ?old }
