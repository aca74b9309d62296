# straight under the career area; fires: S05-above
DELETE { <occupation/23112013> skos:broader ?old }
INSERT { <occupation/23112013> skos:broader <occupation/computing> }
WHERE { <occupation/23112013> skos:broader ?old }
