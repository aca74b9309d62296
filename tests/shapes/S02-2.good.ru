# a scheme that gives no pattern
DELETE WHERE { <taxonomy/lot/7.3.0> lg:notationPattern ?old } ;
DELETE { <occupation/23112013> skos:notation ?old }
INSERT { <occupation/23112013> skos:notation "15-2051.01" }
WHERE { <occupation/23112013> skos:notation ?old }
