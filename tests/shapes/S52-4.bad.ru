# an employer without a name; fires: S52-label
DELETE WHERE { <employer/emca> skos:prefLabel ?old }
