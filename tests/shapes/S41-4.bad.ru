# a level in words; fires: S41-education
DELETE { <obs/figures/share-by-education/23112013/US/not-stated/bachelor> lg:educationLevel ?old }
INSERT { <obs/figures/share-by-education/23112013/US/not-stated/bachelor> lg:educationLevel "Bachelor" }
WHERE { <obs/figures/share-by-education/23112013/US/not-stated/bachelor> lg:educationLevel ?old }
