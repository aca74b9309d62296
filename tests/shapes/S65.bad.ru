# part of a person; fires: S65
DELETE { <obs/figures/employment/23112013/US/not-stated> lg:employment ?old }
INSERT { <obs/figures/employment/23112013/US/not-stated> lg:employment 5000.0 }
WHERE { <obs/figures/employment/23112013/US/not-stated> lg:employment ?old }
