# a second parent, the group; fires: S04
INSERT DATA {
  <occupation/23112013> skos:broader <occupation/data> .
}
