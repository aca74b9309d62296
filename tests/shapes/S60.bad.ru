# no version; fires: S60
DELETE WHERE { <mapping/page/mle> sssom:object_source_version ?old }
