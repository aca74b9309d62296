# no area; fires: S25
DELETE WHERE { <obs/figures/posting-count/23112013/US-NC/not-stated> lg:refArea ?old }
