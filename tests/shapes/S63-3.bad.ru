# a relation to nothing; fires: S63-skill
DELETE { <skill-relation/figures/python/optional/c> lg:relatedSkill ?old }
INSERT { <skill-relation/figures/python/optional/c> lg:relatedSkill <skill/nothing> }
WHERE { <skill-relation/figures/python/optional/c> lg:relatedSkill ?old }
