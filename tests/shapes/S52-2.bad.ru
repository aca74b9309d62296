# C and C++ on one skill; fires: S52-label
INSERT DATA {
  <skill/c> skos:prefLabel "C++"@en .
}
