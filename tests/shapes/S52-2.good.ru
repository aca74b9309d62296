# the same label in another publisher's scheme, and in another language
INSERT DATA {
  <https://example.org/skills> a skos:ConceptScheme .
  <https://example.org/skills/1> a lg:Skill ; skos:prefLabel "Python"@en ; skos:inScheme <https://example.org/skills> .
  <skill/c> skos:prefLabel "C"@de .
}
