# a text for a number; fires: S84
DELETE { <obs/figures/requirement-rating/23112013/US/not-stated/onet:2.D.4.a/importance> lg:ratingValue ?old }
INSERT { <obs/figures/requirement-rating/23112013/US/not-stated/onet:2.D.4.a/importance> lg:ratingValue "high" }
WHERE { <obs/figures/requirement-rating/23112013/US/not-stated/onet:2.D.4.a/importance> lg:ratingValue ?old }
