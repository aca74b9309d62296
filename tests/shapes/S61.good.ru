# the preferred label in another case
INSERT DATA {
  <skill/software> skos:altLabel "software"@en .
}
