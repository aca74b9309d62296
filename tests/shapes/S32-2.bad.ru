# an employer with more postings in the part than in the whole; fires: S32-employer
DELETE { <obs/figures/employer-posting-count/23112013/US-NC/not-stated/acme> lg:postingCount ?old }
INSERT { <obs/figures/employer-posting-count/23112013/US-NC/not-stated/acme> lg:postingCount 31 }
WHERE { <obs/figures/employer-posting-count/23112013/US-NC/not-stated/acme> lg:postingCount ?old } ;
DELETE { <obs/figures/employer-posting-count/23112013/US-NC/not-stated/acme> lg:valueAsPrinted ?old }
INSERT { <obs/figures/employer-posting-count/23112013/US-NC/not-stated/acme> lg:valueAsPrinted "31" }
WHERE { <obs/figures/employer-posting-count/23112013/US-NC/not-stated/acme> lg:valueAsPrinted ?old }
