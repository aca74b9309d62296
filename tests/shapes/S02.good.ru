# a code of two digits
INSERT DATA {
  <occupation/computing> skos:notation "23" .
}
