# no capture time; fires: S24
DELETE WHERE { <source/page> prov:generatedAtTime ?old }
