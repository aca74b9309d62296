# a successor that is there
INSERT DATA {
  <occupation/23112013> owl:deprecated true ; dct:isReplacedBy <occupation/ai> .
}
