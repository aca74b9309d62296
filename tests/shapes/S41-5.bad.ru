# a range that is not described; fires: S41-experience
DELETE { <obs/figures/share-by-experience/23112013/US/not-stated/3-plus> lg:experienceBand ?old }
INSERT { <obs/figures/share-by-experience/23112013/US/not-stated/3-plus> lg:experienceBand <experience/3-5> }
WHERE { <obs/figures/share-by-experience/23112013/US/not-stated/3-plus> lg:experienceBand ?old }
