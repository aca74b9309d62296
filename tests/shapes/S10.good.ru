# a version of two digits
DELETE { <taxonomy/lot/7.3.0> dcat:version ?old }
INSERT { <taxonomy/lot/7.3.0> dcat:version "10.0.12" }
WHERE { <taxonomy/lot/7.3.0> dcat:version ?old }
