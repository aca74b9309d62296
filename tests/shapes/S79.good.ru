# every hour of the week
DELETE { <obs/figures/working-hours/23112013/US/not-stated> lg:hoursPerWeek ?old ; lg:valueAsPrinted ?printed }
INSERT { <obs/figures/working-hours/23112013/US/not-stated> lg:hoursPerWeek 168.0 ; lg:valueAsPrinted "168.0" }
WHERE { <obs/figures/working-hours/23112013/US/not-stated> lg:hoursPerWeek ?old ; lg:valueAsPrinted ?printed }
