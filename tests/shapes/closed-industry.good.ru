# a claim that rests on a mapping
DELETE { <industry/figures/23112013/nace-2.1:62.10> lg:industry ?old }
WHERE { <industry/figures/23112013/nace-2.1:62.10> lg:industry ?old }
