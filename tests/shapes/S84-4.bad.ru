# a share of nothing required; fires: S84-about
DELETE { <obs/figures/respondent-share/23112013/US/not-stated/onet:2.D.1/onet:RL-6> lg:requirement ?old }
WHERE { <obs/figures/respondent-share/23112013/US/not-stated/onet:2.D.1/onet:RL-6> lg:requirement ?old }
