# a source that nothing is known of; fires: S16
DELETE { <obs/figures/posting-count/23112013/US-NC/not-stated> lg:source ?old }
INSERT { <obs/figures/posting-count/23112013/US-NC/not-stated> lg:source <source/hearsay> }
WHERE { <obs/figures/posting-count/23112013/US-NC/not-stated> lg:source ?old }
