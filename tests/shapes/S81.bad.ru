# more than the whole; fires: S81
DELETE { <obs/figures/green-share/23112013/US/not-stated> lg:greenShare ?old ; lg:valueAsPrinted ?printed }
INSERT { <obs/figures/green-share/23112013/US/not-stated> lg:greenShare 1.5 ; lg:valueAsPrinted "1.5" }
WHERE { <obs/figures/green-share/23112013/US/not-stated> lg:greenShare ?old ; lg:valueAsPrinted ?printed }
