# another base
DELETE { <obs/figures/share-by-education/23112013/US/not-stated/bachelor> lg:shareBase ?old }
INSERT { <obs/figures/share-by-education/23112013/US/not-stated/bachelor> lg:shareBase <code/share-base/not-stated> }
WHERE { <obs/figures/share-by-education/23112013/US/not-stated/bachelor> lg:shareBase ?old }
