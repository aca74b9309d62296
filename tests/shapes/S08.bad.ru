# the career area below its own descendant, so not below a higher level either; fires: S05-above S08-cycle
INSERT DATA {
  <occupation/computing> skos:broader <occupation/23112013> .
}
