# more than a mapping says; fires: S59 S72-recorded
DELETE { <mapping/page/mle> owl:annotatedProperty ?old }
INSERT { <mapping/page/mle> owl:annotatedProperty owl:sameAs }
WHERE { <mapping/page/mle> owl:annotatedProperty ?old }
