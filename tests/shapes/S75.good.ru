# a title of another language
DELETE { <related-title/figures/23112013/optional/data-engineer> lg:title ?old }
INSERT { <related-title/figures/23112013/optional/data-engineer> lg:title "Dateningenieurin"@de }
WHERE { <related-title/figures/23112013/optional/data-engineer> lg:title ?old }
