# more than all who were asked; fires: S85
DELETE { <obs/figures/respondent-share/23112013/US/not-stated/onet:2.D.1/onet:RL-6> lg:respondentPercent ?old ; lg:valueAsPrinted ?printed }
INSERT { <obs/figures/respondent-share/23112013/US/not-stated/onet:2.D.1/onet:RL-6> lg:respondentPercent 100.1 ; lg:valueAsPrinted "100.1" }
WHERE { <obs/figures/respondent-share/23112013/US/not-stated/onet:2.D.1/onet:RL-6> lg:respondentPercent ?old ; lg:valueAsPrinted ?printed }
