# a record of what nobody says; fires: S72-asserted
DELETE WHERE { <entry/page/mle> skos:closeMatch ?old }
