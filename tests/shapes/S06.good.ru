# a second career area, without a parent
INSERT DATA {
  <occupation/lot-health> a lg:Occupation ; skos:prefLabel "Health"@en ; skos:inScheme <taxonomy/lot/7.3.0> .
  <taxonomy/lot/7.3.0/level/area> skos:member <occupation/lot-health> .
}
