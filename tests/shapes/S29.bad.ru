# a decimal; fires: S29
DELETE { <obs/figures/posting-count/23112013/US-NC/not-stated> lg:postingCount ?old }
INSERT { <obs/figures/posting-count/23112013/US-NC/not-stated> lg:postingCount 40.0 }
WHERE { <obs/figures/posting-count/23112013/US-NC/not-stated> lg:postingCount ?old }
