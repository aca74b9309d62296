# a fact of no kind; fires: S73-kind
DELETE { <scheme-fact/figures/lot/size/1> lg:factKind ?old }
WHERE { <scheme-fact/figures/lot/size/1> lg:factKind ?old }
