# an error below zero; fires: S64-error
DELETE { <obs/figures/rating/23112013/US/not-stated/python/importance> lg:standardError ?old }
INSERT { <obs/figures/rating/23112013/US/not-stated/python/importance> lg:standardError -0.1 }
WHERE { <obs/figures/rating/23112013/US/not-stated/python/importance> lg:standardError ?old }
