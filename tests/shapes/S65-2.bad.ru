# an error below zero; fires: S65-error
DELETE { <obs/figures/employment/23112013/US/not-stated> lg:relativeStandardError ?old }
INSERT { <obs/figures/employment/23112013/US/not-stated> lg:relativeStandardError -1.5 }
WHERE { <obs/figures/employment/23112013/US/not-stated> lg:relativeStandardError ?old }
