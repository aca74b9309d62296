# a version of another form
DELETE { <mapping/page/mle> sssom:object_source_version ?old }
INSERT { <mapping/page/mle> sssom:object_source_version "2025, second edition" }
WHERE { <mapping/page/mle> sssom:object_source_version ?old }
