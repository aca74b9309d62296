# two English labels; fires: S01
INSERT DATA {
  <occupation/data> skos:prefLabel "Data and Figures"@en .
}
