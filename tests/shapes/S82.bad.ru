# a text for a number; fires: S82
DELETE { <obs/figures/interest-rating/23112013/US/not-stated/onet:1.B.1.b/occupational-interest> lg:ratingValue ?old }
INSERT { <obs/figures/interest-rating/23112013/US/not-stated/onet:1.B.1.b/occupational-interest> lg:ratingValue "high" }
WHERE { <obs/figures/interest-rating/23112013/US/not-stated/onet:1.B.1.b/occupational-interest> lg:ratingValue ?old }
