# a day for a month; fires: S64-collected
DELETE { <obs/figures/rating/23112013/US/not-stated/python/importance> lg:collected ?old }
INSERT { <obs/figures/rating/23112013/US/not-stated/python/importance> lg:collected "2023-08-01"^^xsd:date }
WHERE { <obs/figures/rating/23112013/US/not-stated/python/importance> lg:collected ?old }
