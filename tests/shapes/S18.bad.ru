# located in another document; fires: S18-own
INSERT DATA {
  <source/other> a lg:SourceDocument ; dct:publisher <agent/a-site> ; prov:generatedAtTime "2026-05-31T12:00:00Z"^^xsd:dateTime ;
    lg:sha256 "590d201f590d201f590d201f590d201f590d201f590d201f590d201f590d201f" .
  <loc/other/0-10> a oa:SpecificResource ; oa:hasSource <source/other> .
} ;
DELETE { <title/page/23112013/mle> lg:locator ?old }
INSERT { <title/page/23112013/mle> lg:locator <loc/other/0-10> }
WHERE { <title/page/23112013/mle> lg:locator ?old }
