# an occupation all of whose skills are green
DELETE { <obs/figures/green-share/23112013/US/not-stated> lg:greenShare ?old ; lg:valueAsPrinted ?printed }
INSERT { <obs/figures/green-share/23112013/US/not-stated> lg:greenShare 1.0 ; lg:valueAsPrinted "1.0" }
WHERE { <obs/figures/green-share/23112013/US/not-stated> lg:greenShare ?old ; lg:valueAsPrinted ?printed }
