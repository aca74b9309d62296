# no version; fires: S10-pattern
DELETE WHERE { <taxonomy/lot/7.3.0> dcat:version ?old }
