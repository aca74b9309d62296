# unknown, though a number is printed; fires: S49-printed
DELETE { <listing/page/23112013/necessary/writing> lg:valueAsPrinted ?old }
INSERT { <listing/page/23112013/necessary/writing> lg:valueAsPrinted "(12.5%)" }
WHERE { <listing/page/23112013/necessary/writing> lg:valueAsPrinted ?old }
