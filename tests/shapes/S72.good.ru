# a record that there is nothing to be mapped to
INSERT DATA {
  <mapping/page/none> a owl:Axiom ; owl:annotatedSource <occupation/23112013> ; owl:annotatedProperty skos:exactMatch ;
    owl:annotatedTarget sssom:NoTermFound ; sssom:object_source_version "2026" ; sssom:reviewer_label "A curator" ;
    dct:source <source/page> .
}
