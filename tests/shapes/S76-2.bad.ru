# about an employer; fires: S76-about
DELETE { <author/figures/ada> lg:about ?old }
INSERT { <author/figures/ada> lg:about <employer/acme> }
WHERE { <author/figures/ada> lg:about ?old }
