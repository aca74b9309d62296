# a second occupation of the third level, under the group
INSERT DATA {
  <occupation/lot-analyst> a lg:Occupation ; skos:prefLabel "Analyst"@en ;
    skos:inScheme <taxonomy/lot/7.3.0> ; skos:broader <occupation/data> .
  <taxonomy/lot/7.3.0/level/occupation> skos:member <occupation/lot-analyst> .
}
