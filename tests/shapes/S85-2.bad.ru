# a level that is none; fires: S85-level
DELETE { <obs/figures/respondent-share/23112013/US/not-stated/onet:2.D.1/onet:RL-6> lg:requirementLevel ?old }
INSERT { <obs/figures/respondent-share/23112013/US/not-stated/onet:2.D.1/onet:RL-6> lg:requirementLevel <code/requirement-level/none> }
WHERE { <obs/figures/respondent-share/23112013/US/not-stated/onet:2.D.1/onet:RL-6> lg:requirementLevel ?old }
