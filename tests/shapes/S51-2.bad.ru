# a share that is not there; fires: S51-same
DELETE { <listing/page/23112013/defining/python> lg:share ?old }
INSERT { <listing/page/23112013/defining/python> lg:share <obs/page/share-by-skill/23112013/US/p1y/python> }
WHERE { <listing/page/23112013/defining/python> lg:share ?old }
