# a title without language; fires: S75
DELETE { <related-title/figures/23112013/optional/data-engineer> lg:title ?old }
INSERT { <related-title/figures/23112013/optional/data-engineer> lg:title "Data Engineer" }
WHERE { <related-title/figures/23112013/optional/data-engineer> lg:title ?old }
