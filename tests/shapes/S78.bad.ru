# one label on two skills of another publisher's scheme; fires: S78-unique
INSERT DATA {
  <https://example.org/skills> a skos:ConceptScheme .
  <https://example.org/skills/1> a lg:Skill ; skos:prefLabel "Law"@en ; skos:inScheme <https://example.org/skills> .
  <https://example.org/skills/2> a lg:Skill ; skos:prefLabel "Law"@en ; skos:inScheme <https://example.org/skills> .
}
