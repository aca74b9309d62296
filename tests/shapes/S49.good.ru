# unknown, printed in another way
DELETE { <listing/page/23112013/necessary/writing> lg:valueAsPrinted ?old }
INSERT { <listing/page/23112013/necessary/writing> lg:valueAsPrinted "n/a" }
WHERE { <listing/page/23112013/necessary/writing> lg:valueAsPrinted ?old }
