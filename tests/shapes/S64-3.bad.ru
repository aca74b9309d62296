# on a scale that is none; fires: S64-scale
DELETE { <obs/figures/rating/23112013/US/not-stated/python/level> lg:ratingScale ?old }
INSERT { <obs/figures/rating/23112013/US/not-stated/python/level> lg:ratingScale <code/rating-scale/taste> }
WHERE { <obs/figures/rating/23112013/US/not-stated/python/level> lg:ratingScale ?old }
