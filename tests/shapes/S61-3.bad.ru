# a label without a language; fires: S61
INSERT DATA {
  <skill/software> skos:altLabel "Tools" .
}
