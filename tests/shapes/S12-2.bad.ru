# a successor that is not there; fires: S12-live
INSERT DATA {
  <occupation/23112013> owl:deprecated true ; dct:isReplacedBy <occupation/nobody> .
}
