# a text for a number; fires: S64
DELETE { <obs/figures/rating/23112013/US/not-stated/python/level> lg:ratingValue ?old }
INSERT { <obs/figures/rating/23112013/US/not-stated/python/level> lg:ratingValue "high" }
WHERE { <obs/figures/rating/23112013/US/not-stated/python/level> lg:ratingValue ?old }
