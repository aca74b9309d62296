# another period
DELETE { <obs/figures/posting-count/23112013/US-NC/not-stated> lg:refPeriod ?old }
INSERT { <obs/figures/posting-count/23112013/US-NC/not-stated> lg:refPeriod <period/page/p1y> }
WHERE { <obs/figures/posting-count/23112013/US-NC/not-stated> lg:refPeriod ?old }
