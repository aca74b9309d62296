# the other way round
DELETE { <skill-relation/figures/python/optional/c> lg:relatedSkill ?old }
INSERT { <skill-relation/figures/python/optional/c> lg:relatedSkill <skill/writing> }
WHERE { <skill-relation/figures/python/optional/c> lg:relatedSkill ?old }
