# on a scale that is none; fires: S84-scale
DELETE { <obs/figures/requirement-rating/23112013/US/not-stated/onet:2.D.4.a/importance> lg:ratingScale ?old }
INSERT { <obs/figures/requirement-rating/23112013/US/not-stated/onet:2.D.4.a/importance> lg:ratingScale <code/rating-scale/taste> }
WHERE { <obs/figures/requirement-rating/23112013/US/not-stated/onet:2.D.4.a/importance> lg:ratingScale ?old }
