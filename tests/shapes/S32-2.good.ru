# more postings of another employer in the part
DELETE { <obs/figures/employer-posting-count/23112013/US-NC/not-stated/acme> lg:employer ?old }
INSERT { <obs/figures/employer-posting-count/23112013/US-NC/not-stated/acme> lg:employer <employer/emca> }
WHERE { <obs/figures/employer-posting-count/23112013/US-NC/not-stated/acme> lg:employer ?old } ;
DELETE { <obs/figures/employer-posting-count/23112013/US-NC/not-stated/acme> lg:postingCount ?old }
INSERT { <obs/figures/employer-posting-count/23112013/US-NC/not-stated/acme> lg:postingCount 10 }
WHERE { <obs/figures/employer-posting-count/23112013/US-NC/not-stated/acme> lg:postingCount ?old } ;
DELETE { <obs/figures/employer-posting-count/23112013/US-NC/not-stated/acme> lg:valueAsPrinted ?old }
INSERT { <obs/figures/employer-posting-count/23112013/US-NC/not-stated/acme> lg:valueAsPrinted "10" }
WHERE { <obs/figures/employer-posting-count/23112013/US-NC/not-stated/acme> lg:valueAsPrinted ?old }
