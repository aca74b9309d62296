# asked of one
DELETE { <obs/figures/requirement-rating/23112013/US/not-stated/onet:2.D.4.a/importance> lg:sampleSize ?old }
INSERT { <obs/figures/requirement-rating/23112013/US/not-stated/onet:2.D.4.a/importance> lg:sampleSize 1 }
WHERE { <obs/figures/requirement-rating/23112013/US/not-stated/onet:2.D.4.a/importance> lg:sampleSize ?old }
