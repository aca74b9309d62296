# the same code in another scheme
INSERT DATA {
  <taxonomy/other/1> a skos:ConceptScheme .
  <occupation/other-1> a lg:Occupation ; skos:prefLabel "Another"@en ; skos:notation "23112013" ; skos:inScheme <taxonomy/other/1> .
}
