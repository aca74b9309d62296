# another mapping predicate
DELETE { <mapping/page/mle> owl:annotatedProperty ?old }
INSERT { <mapping/page/mle> owl:annotatedProperty skos:exactMatch }
WHERE { <mapping/page/mle> owl:annotatedProperty ?old }
