# about a skill, to which the mapping does not lead either; fires: S15 S20-target
DELETE { <title/page/23112013/mle> lg:occupation ?old }
INSERT { <title/page/23112013/mle> lg:occupation <skill/python> }
WHERE { <title/page/23112013/mle> lg:occupation ?old }
