# two occupations with one parent
INSERT DATA {
  <occupation/lot-mlops> a lg:Occupation ; skos:prefLabel "MLOps Engineer"@en ;
    skos:inScheme <taxonomy/lot/7.3.0> ; skos:broader <occupation/ai> .
  <taxonomy/lot/7.3.0/level/specialized> skos:member <occupation/lot-mlops> .
}
