# more hours than a week has; fires: S79
DELETE { <obs/figures/working-hours/23112013/US/not-stated> lg:hoursPerWeek ?old ; lg:valueAsPrinted ?printed }
INSERT { <obs/figures/working-hours/23112013/US/not-stated> lg:hoursPerWeek 168.1 ; lg:valueAsPrinted "168.1" }
WHERE { <obs/figures/working-hours/23112013/US/not-stated> lg:hoursPerWeek ?old ; lg:valueAsPrinted ?printed }
