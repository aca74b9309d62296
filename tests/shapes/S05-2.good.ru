# a scheme that does not declare its levels
DELETE WHERE { <taxonomy/lot/7.3.0> xkos:numberOfLevels ?old } ;
DELETE { <occupation/23112013> skos:broader ?old }
INSERT { <occupation/23112013> skos:broader <occupation/computing> }
WHERE { <occupation/23112013> skos:broader ?old }
