# a share of nobody; fires: S64-sample
DELETE { <obs/figures/respondent-share/23112013/US/not-stated/onet:2.D.1/onet:RL-6> lg:sampleSize ?old }
INSERT { <obs/figures/respondent-share/23112013/US/not-stated/onet:2.D.1/onet:RL-6> lg:sampleSize 0 }
WHERE { <obs/figures/respondent-share/23112013/US/not-stated/onet:2.D.1/onet:RL-6> lg:sampleSize ?old }
