# a text for a number; fires: S83
DELETE { <obs/figures/work-style-rating/23112013/US/not-stated/onet:1.D.1.a/impact> lg:ratingValue ?old }
INSERT { <obs/figures/work-style-rating/23112013/US/not-stated/onet:1.D.1.a/impact> lg:ratingValue "high" }
WHERE { <obs/figures/work-style-rating/23112013/US/not-stated/onet:1.D.1.a/impact> lg:ratingValue ?old }
