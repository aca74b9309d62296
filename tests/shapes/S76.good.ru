# no role
DELETE { <author/figures/ada> lg:role ?old }
WHERE { <author/figures/ada> lg:role ?old }
