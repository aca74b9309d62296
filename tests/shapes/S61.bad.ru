# the preferred label again; fires: S61
INSERT DATA {
  <skill/software> skos:altLabel "Software"@en .
}
