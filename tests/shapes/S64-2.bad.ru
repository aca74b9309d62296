# of no skill; fires: S64-skill
DELETE { <obs/figures/rating/23112013/US/not-stated/python/level> lg:skill ?old }
WHERE { <obs/figures/rating/23112013/US/not-stated/python/level> lg:skill ?old }
