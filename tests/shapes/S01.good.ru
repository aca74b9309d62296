# a label in a second language
INSERT DATA {
  <occupation/data> skos:prefLabel "Daten"@de .
}
