# the same label in two schemes of others
INSERT DATA {
  <https://example.org/skills> a skos:ConceptScheme .
  <https://example.net/skills> a skos:ConceptScheme .
  <https://example.org/skills/1> a lg:Skill ; skos:prefLabel "Law"@en ; skos:inScheme <https://example.org/skills> .
  <https://example.net/skills/1> a lg:Skill ; skos:prefLabel "Law"@en ; skos:inScheme <https://example.net/skills> .
}
