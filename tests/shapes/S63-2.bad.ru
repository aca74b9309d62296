# the occupation itself; fires: S63-occupation
DELETE { <occupation-relation/figures/23112013/optional/ai> lg:relatedOccupation ?old }
INSERT { <occupation-relation/figures/23112013/optional/ai> lg:relatedOccupation <occupation/23112013> }
WHERE { <occupation-relation/figures/23112013/optional/ai> lg:relatedOccupation ?old }
