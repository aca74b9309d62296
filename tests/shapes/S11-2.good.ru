# expressly not deprecated
INSERT DATA {
  <occupation/23112013> owl:deprecated false .
}
