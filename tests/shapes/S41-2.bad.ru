# about neither; fires: S41
DELETE WHERE { <obs/figures/share-by-education/23112013/US/not-stated/bachelor> lg:educationLevel ?old }
