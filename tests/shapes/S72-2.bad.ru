# a match out of nowhere; fires: S72-recorded
INSERT DATA { <occupation/23112013> skos:exactMatch <https://example.org/occupation/1> }
