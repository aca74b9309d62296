# no parent; fires: S06-parent
DELETE WHERE { <occupation/23112013> skos:broader ?old }
