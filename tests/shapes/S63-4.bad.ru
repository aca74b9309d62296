# about an employer; fires: S63-about
DELETE { <skill-relation/figures/python/optional/c> lg:about ?old }
INSERT { <skill-relation/figures/python/optional/c> lg:about <employer/acme> }
WHERE { <skill-relation/figures/python/optional/c> lg:about ?old }
