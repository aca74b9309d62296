# no source; fires: S16
DELETE WHERE { <obs/figures/posting-count/23112013/US-NC/not-stated> lg:source ?old }
