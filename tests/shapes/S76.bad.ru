# written by an organisation; fires: S76
DELETE { <author/figures/ada> prov:agent ?old }
INSERT { <author/figures/ada> prov:agent <employer/acme> }
WHERE { <author/figures/ada> prov:agent ?old }
