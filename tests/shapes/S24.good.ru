# captured in another time zone
DELETE { <source/page> prov:generatedAtTime ?old }
INSERT { <source/page> prov:generatedAtTime "2026-05-31T14:00:00+02:00"^^xsd:dateTime }
WHERE { <source/page> prov:generatedAtTime ?old }
