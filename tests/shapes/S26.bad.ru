# no period; fires: S26
DELETE WHERE { <obs/figures/posting-count/23112013/US-NC/not-stated> lg:refPeriod ?old }
