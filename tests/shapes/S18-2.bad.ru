# a place in two documents; fires: S18-source
INSERT DATA {
  <source/other> a lg:SourceDocument ; dct:publisher <agent/a-site> ; prov:generatedAtTime "2026-05-31T12:00:00Z"^^xsd:dateTime ;
    lg:sha256 "590d201f590d201f590d201f590d201f590d201f590d201f590d201f590d201f" .
  <loc/other/0-10> a oa:SpecificResource ; oa:hasSource <source/other> .
  <loc/page/0-10> oa:hasSource <source/other> .
}
