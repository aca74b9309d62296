# a label without language; fires: S01
DELETE { <occupation/data> skos:prefLabel ?old }
INSERT { <occupation/data> skos:prefLabel "Data" }
WHERE { <occupation/data> skos:prefLabel ?old }
