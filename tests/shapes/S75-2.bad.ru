# related in no way; fires: S75-kind
DELETE { <related-title/figures/23112013/optional/data-engineer> lg:relationKind ?old }
WHERE { <related-title/figures/23112013/optional/data-engineer> lg:relationKind ?old }
