# a quotient below zero; fires: S65-quotient
DELETE { <obs/figures/employment/23112013/US/not-stated> lg:locationQuotient ?old }
INSERT { <obs/figures/employment/23112013/US/not-stated> lg:locationQuotient -1.0 }
WHERE { <obs/figures/employment/23112013/US/not-stated> lg:locationQuotient ?old }
