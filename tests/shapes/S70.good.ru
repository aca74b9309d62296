# a rejection that is no mapping of this release
DELETE WHERE { <mapping/page/other> sssom:predicate_modifier ?old }
