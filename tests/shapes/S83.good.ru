# what hinders is rated below zero
DELETE { <obs/figures/work-style-rating/23112013/US/not-stated/onet:1.D.1.a/impact> lg:ratingValue ?old ; lg:valueAsPrinted ?printed }
INSERT { <obs/figures/work-style-rating/23112013/US/not-stated/onet:1.D.1.a/impact> lg:ratingValue -1.42 ; lg:valueAsPrinted "-1.42" }
WHERE { <obs/figures/work-style-rating/23112013/US/not-stated/onet:1.D.1.a/impact> lg:ratingValue ?old ; lg:valueAsPrinted ?printed }
