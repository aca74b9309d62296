# a fact about an employer; fires: S73
DELETE { <scheme-fact/figures/lot/size/1> lg:about ?old }
INSERT { <scheme-fact/figures/lot/size/1> lg:about <employer/acme> }
WHERE { <scheme-fact/figures/lot/size/1> lg:about ?old }
