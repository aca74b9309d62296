# also in a collection that is no level
INSERT DATA {
  <collection/mine> a skos:Collection ; skos:member <occupation/23112013> .
}
