# a text in the place of an industry; fires: S80-iri
DELETE { <industry/figures/23112013/nace-2.1:62.10> lg:industry ?old }
INSERT { <industry/figures/23112013/nace-2.1:62.10> lg:industry "programming" }
WHERE { <industry/figures/23112013/nace-2.1:62.10> lg:industry ?old }
