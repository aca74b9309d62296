# a text for the kind; fires: S63
DELETE { <occupation-relation/figures/23112013/optional/ai> lg:relationKind ?old }
INSERT { <occupation-relation/figures/23112013/optional/ai> lg:relationKind "optional" }
WHERE { <occupation-relation/figures/23112013/optional/ai> lg:relationKind ?old }
