# another mapping predicate
DELETE { <mapping/page/mle> owl:annotatedProperty ?old . ?entry skos:closeMatch ?occupation }
INSERT { <mapping/page/mle> owl:annotatedProperty skos:exactMatch . ?entry skos:exactMatch ?occupation }
WHERE { <mapping/page/mle> owl:annotatedProperty ?old . ?entry skos:closeMatch ?occupation }
