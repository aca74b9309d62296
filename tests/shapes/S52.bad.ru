# one label on two skills; fires: S52-unique
INSERT DATA {
  <skill/python2> a lg:Skill ; skos:prefLabel "Python"@en ; skos:inScheme <taxonomy/lotgraph-skills> .
}
