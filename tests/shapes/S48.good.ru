# known turned unknown, with all that belongs to it
DELETE { <listing/page/23112013/necessary/c> lg:shareStatus ?old }
INSERT { <listing/page/23112013/necessary/c> lg:shareStatus sdmx-code:obsStatus-M }
WHERE { <listing/page/23112013/necessary/c> lg:shareStatus ?old } ;
DELETE { <listing/page/23112013/necessary/c> lg:valueAsPrinted ?old }
INSERT { <listing/page/23112013/necessary/c> lg:valueAsPrinted "(%)" }
WHERE { <listing/page/23112013/necessary/c> lg:valueAsPrinted ?old } ;
DELETE WHERE { <listing/page/23112013/necessary/c> lg:share ?old }
