# area not stated
DELETE { <obs/figures/posting-count/23112013/US-NC/not-stated> lg:refArea ?old }
INSERT { <obs/figures/posting-count/23112013/US-NC/not-stated> lg:refArea <area/not-stated> }
WHERE { <obs/figures/posting-count/23112013/US-NC/not-stated> lg:refArea ?old }
