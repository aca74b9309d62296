# nothing said; fires: S74
DELETE { <scheme-fact/figures/lot/size/2> lg:number ?old }
WHERE { <scheme-fact/figures/lot/size/2> lg:number ?old }
