# another skill
INSERT DATA {
  <skill/reading> a lg:Skill ; skos:prefLabel "Reading"@en ; skos:inScheme <taxonomy/lotgraph-skills> .
} ;
DELETE { <listing/page/23112013/necessary/writing> lg:skill ?old }
INSERT { <listing/page/23112013/necessary/writing> lg:skill <skill/reading> }
WHERE { <listing/page/23112013/necessary/writing> lg:skill ?old }
