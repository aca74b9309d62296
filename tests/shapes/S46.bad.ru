# two skills; fires: S46
INSERT DATA {
  <skill/reading> a lg:Skill ; skos:prefLabel "Reading"@en ; skos:inScheme <taxonomy/lotgraph-skills> .
  <listing/page/23112013/necessary/writing> lg:skill <skill/reading> .
}
