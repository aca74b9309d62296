# less than nothing; fires: S81
DELETE { <obs/figures/green-share/23112013/US/not-stated> lg:greenShare ?old ; lg:valueAsPrinted ?printed }
INSERT { <obs/figures/green-share/23112013/US/not-stated> lg:greenShare -0.1 ; lg:valueAsPrinted "-0.1" }
WHERE { <obs/figures/green-share/23112013/US/not-stated> lg:greenShare ?old ; lg:valueAsPrinted ?printed }
