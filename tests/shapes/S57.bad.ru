# a title without language; fires: S57
DELETE { <title/page/23112013/mle> lg:title ?old }
INSERT { <title/page/23112013/mle> lg:title "ML Engineer" }
WHERE { <title/page/23112013/mle> lg:title ?old }
