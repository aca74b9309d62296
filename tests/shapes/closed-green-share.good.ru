# the number as the source prints it, with a comma
DELETE { <obs/figures/green-share/23112013/US/not-stated> lg:valueAsPrinted ?printed }
INSERT { <obs/figures/green-share/23112013/US/not-stated> lg:valueAsPrinted "0,25" }
WHERE { <obs/figures/green-share/23112013/US/not-stated> lg:valueAsPrinted ?printed }
