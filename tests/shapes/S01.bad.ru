# an occupation without a label; fires: S01
DELETE WHERE { <occupation/data> skos:prefLabel ?old }
