# seven digits where the scheme has pairs; fires: S02-pattern
DELETE { <occupation/23112013> skos:notation ?old }
INSERT { <occupation/23112013> skos:notation "2311201" }
WHERE { <occupation/23112013> skos:notation ?old }
