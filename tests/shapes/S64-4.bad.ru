# asked of nobody; fires: S64-sample
DELETE { <obs/figures/rating/23112013/US/not-stated/python/importance> lg:sampleSize ?old }
INSERT { <obs/figures/rating/23112013/US/not-stated/python/importance> lg:sampleSize 0 }
WHERE { <obs/figures/rating/23112013/US/not-stated/python/importance> lg:sampleSize ?old }
