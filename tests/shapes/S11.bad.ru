# deprecated, and nothing more; fires: S11-successor
INSERT DATA {
  <occupation/23112013> owl:deprecated true .
}
