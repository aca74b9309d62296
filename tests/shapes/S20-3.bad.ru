# two mappings to the same occupation; fires: S20-one
INSERT DATA {
  <mapping/page/mle-2> a owl:Axiom ; owl:annotatedSource <entry/page/mle> ;
    owl:annotatedProperty skos:broadMatch ; owl:annotatedTarget <occupation/23112013> ; sssom:object_source_version "7.3.0" ;
    sssom:reviewer_label "A curator" .
  <entry/page/mle> skos:broadMatch <occupation/23112013> .
  <title/page/23112013/mle> lg:viaMapping <mapping/page/mle-2> .
}
