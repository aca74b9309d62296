# in two levels; fires: S03-one
INSERT DATA {
  <taxonomy/lot/7.3.0/level/occupation> skos:member <occupation/23112013> .
}
