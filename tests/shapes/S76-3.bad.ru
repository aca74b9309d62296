# a role without language; fires: S76-role
DELETE { <author/figures/ada> lg:role ?old }
INSERT { <author/figures/ada> lg:role "Editor" }
WHERE { <author/figures/ada> lg:role ?old }
