# a successor that is deprecated itself; fires: S12-live
INSERT DATA {
  <occupation/23112013> owl:deprecated true ; dct:isReplacedBy <occupation/ai> .
  <occupation/ai> owl:deprecated true ; skos:historyNote "dropped"@en .
}
