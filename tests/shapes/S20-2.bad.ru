# a mapping to another occupation; fires: S20-target
DELETE { <mapping/page/mle> owl:annotatedTarget ?old . <entry/page/mle> skos:closeMatch ?old }
INSERT { <mapping/page/mle> owl:annotatedTarget <occupation/ai> . <entry/page/mle> skos:closeMatch <occupation/ai> }
WHERE { <mapping/page/mle> owl:annotatedTarget ?old }
