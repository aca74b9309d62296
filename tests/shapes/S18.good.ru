# two documents, each with its own place
INSERT DATA {
  <source/other> a lg:SourceDocument ; dct:publisher <agent/a-site> ; prov:generatedAtTime "2026-05-31T12:00:00Z"^^xsd:dateTime ;
    lg:sha256 "590d201f590d201f590d201f590d201f590d201f590d201f590d201f590d201f" .
  <loc/other/0-10> a oa:SpecificResource ; oa:hasSource <source/other> .
  <title/other/23112013/mle> a lg:TitleClaim ; lg:occupation <occupation/23112013> ; lg:source <source/other> ;
    lg:viaMapping <mapping/page/mle> ; lg:locator <loc/other/0-10> ; lg:title "MLE"@en ; lg:titleKind <code/title-kind/abbreviation> .
}
