# an employer with more postings than there are; fires: S31-sum
DELETE { <obs/figures/employer-posting-count/23112013/US/not-stated/emca> lg:postingCount ?old }
INSERT { <obs/figures/employer-posting-count/23112013/US/not-stated/emca> lg:postingCount 117800 }
WHERE { <obs/figures/employer-posting-count/23112013/US/not-stated/emca> lg:postingCount ?old } ;
DELETE { <obs/figures/employer-posting-count/23112013/US/not-stated/emca> lg:valueAsPrinted ?old }
INSERT { <obs/figures/employer-posting-count/23112013/US/not-stated/emca> lg:valueAsPrinted "117,800" }
WHERE { <obs/figures/employer-posting-count/23112013/US/not-stated/emca> lg:valueAsPrinted ?old }
