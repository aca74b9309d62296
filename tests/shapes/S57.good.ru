# a title of another language
DELETE { <title/page/23112013/mle> lg:title ?old }
INSERT { <title/page/23112013/mle> lg:title "ML-Ingenieurin"@de }
WHERE { <title/page/23112013/mle> lg:title ?old }
