# employers that make up the whole
DELETE { <obs/figures/employer-posting-count/23112013/US/not-stated/emca> lg:postingCount ?old }
INSERT { <obs/figures/employer-posting-count/23112013/US/not-stated/emca> lg:postingCount 970 }
WHERE { <obs/figures/employer-posting-count/23112013/US/not-stated/emca> lg:postingCount ?old } ;
DELETE { <obs/figures/employer-posting-count/23112013/US/not-stated/emca> lg:valueAsPrinted ?old }
INSERT { <obs/figures/employer-posting-count/23112013/US/not-stated/emca> lg:valueAsPrinted "970" }
WHERE { <obs/figures/employer-posting-count/23112013/US/not-stated/emca> lg:valueAsPrinted ?old }
