# an error of zero
DELETE { <obs/figures/rating/23112013/US/not-stated/python/importance> lg:standardError ?old }
INSERT { <obs/figures/rating/23112013/US/not-stated/python/importance> lg:standardError 0.0 }
WHERE { <obs/figures/rating/23112013/US/not-stated/python/importance> lg:standardError ?old }
