# part and whole equal
DELETE { <obs/figures/posting-count/23112013/US-NC/not-stated> lg:postingCount ?old }
INSERT { <obs/figures/posting-count/23112013/US-NC/not-stated> lg:postingCount 1000 }
WHERE { <obs/figures/posting-count/23112013/US-NC/not-stated> lg:postingCount ?old } ;
DELETE { <obs/figures/posting-count/23112013/US-NC/not-stated> lg:valueAsPrinted ?old }
INSERT { <obs/figures/posting-count/23112013/US-NC/not-stated> lg:valueAsPrinted "1,000" }
WHERE { <obs/figures/posting-count/23112013/US-NC/not-stated> lg:valueAsPrinted ?old }
