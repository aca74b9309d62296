# of no requirement; fires: S84-about
DELETE { <obs/figures/requirement-rating/23112013/US/not-stated/onet:2.D.4.a/importance> lg:requirement ?old }
WHERE { <obs/figures/requirement-rating/23112013/US/not-stated/onet:2.D.4.a/importance> lg:requirement ?old }
