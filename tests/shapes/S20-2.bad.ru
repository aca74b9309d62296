# a mapping to another occupation; fires: S20-target
DELETE { <mapping/page/mle> owl:annotatedTarget ?old }
INSERT { <mapping/page/mle> owl:annotatedTarget <occupation/ai> }
WHERE { <mapping/page/mle> owl:annotatedTarget ?old }
