# on a scale that is none; fires: S82-scale
DELETE { <obs/figures/interest-rating/23112013/US/not-stated/onet:1.B.1.b/occupational-interest> lg:ratingScale ?old }
INSERT { <obs/figures/interest-rating/23112013/US/not-stated/onet:1.B.1.b/occupational-interest> lg:ratingScale <code/rating-scale/taste> }
WHERE { <obs/figures/interest-rating/23112013/US/not-stated/onet:1.B.1.b/occupational-interest> lg:ratingScale ?old }
