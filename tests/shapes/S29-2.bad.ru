# below zero; fires: S29
DELETE { <obs/figures/employer-posting-count/23112013/US/not-stated/emca> lg:postingCount ?old }
INSERT { <obs/figures/employer-posting-count/23112013/US/not-stated/emca> lg:postingCount -10 }
WHERE { <obs/figures/employer-posting-count/23112013/US/not-stated/emca> lg:postingCount ?old }
