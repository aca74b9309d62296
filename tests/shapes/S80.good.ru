# a code without an IRI
DELETE { <industry/figures/23112013/nace-2.1:62.10> lg:industry ?old }
WHERE { <industry/figures/23112013/nace-2.1:62.10> lg:industry ?old }
