# totals of part and whole swapped; fires: S32-total
DELETE { <obs/figures/posting-count/23112013/US/not-stated> lg:refArea ?old }
INSERT { <obs/figures/posting-count/23112013/US/not-stated> lg:refArea <area/not-stated> }
WHERE { <obs/figures/posting-count/23112013/US/not-stated> lg:refArea ?old } ;
DELETE { <obs/figures/posting-count/23112013/US-NC/not-stated> lg:refArea ?old }
INSERT { <obs/figures/posting-count/23112013/US-NC/not-stated> lg:refArea <area/US> }
WHERE { <obs/figures/posting-count/23112013/US-NC/not-stated> lg:refArea ?old } ;
DELETE { <obs/figures/posting-count/23112013/US/not-stated> lg:refArea ?old }
INSERT { <obs/figures/posting-count/23112013/US/not-stated> lg:refArea <area/US-NC> }
WHERE { <obs/figures/posting-count/23112013/US/not-stated> lg:refArea ?old }
