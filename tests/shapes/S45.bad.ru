# no base; fires: S45
DELETE WHERE { <obs/figures/share-by-education/23112013/US/not-stated/bachelor> lg:shareBase ?old }
