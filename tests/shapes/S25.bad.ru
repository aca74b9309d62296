# an area in words; fires: S25
DELETE { <obs/figures/posting-count/23112013/US-NC/not-stated> lg:refArea ?old }
INSERT { <obs/figures/posting-count/23112013/US-NC/not-stated> lg:refArea "US" }
WHERE { <obs/figures/posting-count/23112013/US-NC/not-stated> lg:refArea ?old }
