# a version of another form; fires: S10-pattern
DELETE { <taxonomy/lot/7.3.0> dcat:version ?old }
INSERT { <taxonomy/lot/7.3.0> dcat:version "v7" }
WHERE { <taxonomy/lot/7.3.0> dcat:version ?old }
