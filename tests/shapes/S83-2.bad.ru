# on a scale that is none; fires: S83-scale
DELETE { <obs/figures/work-style-rating/23112013/US/not-stated/onet:1.D.1.a/impact> lg:ratingScale ?old }
INSERT { <obs/figures/work-style-rating/23112013/US/not-stated/onet:1.D.1.a/impact> lg:ratingScale <code/rating-scale/taste> }
WHERE { <obs/figures/work-style-rating/23112013/US/not-stated/onet:1.D.1.a/impact> lg:ratingScale ?old }
