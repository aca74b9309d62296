# about an occupation of another level
DELETE { <obs/figures/posting-count/23112013/US-NC/not-stated> lg:occupation ?old }
INSERT { <obs/figures/posting-count/23112013/US-NC/not-stated> lg:occupation <occupation/ai> }
WHERE { <obs/figures/posting-count/23112013/US-NC/not-stated> lg:occupation ?old }
