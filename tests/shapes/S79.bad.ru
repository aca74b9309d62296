# no hour at all; fires: S79
DELETE { <obs/figures/working-hours/23112013/US/not-stated> lg:hoursPerWeek ?old ; lg:valueAsPrinted ?printed }
INSERT { <obs/figures/working-hours/23112013/US/not-stated> lg:hoursPerWeek 0.0 ; lg:valueAsPrinted "0.0" }
WHERE { <obs/figures/working-hours/23112013/US/not-stated> lg:hoursPerWeek ?old ; lg:valueAsPrinted ?printed }
