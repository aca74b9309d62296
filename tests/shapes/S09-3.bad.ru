# a fifth level of the same depth as the fourth; fires: S09-depth
DELETE { <taxonomy/lot/7.3.0> xkos:numberOfLevels ?old }
INSERT { <taxonomy/lot/7.3.0> xkos:numberOfLevels 5 }
WHERE { <taxonomy/lot/7.3.0> xkos:numberOfLevels ?old } ;
DELETE { <taxonomy/lot/7.3.0/levels/4> rdf:rest ?old }
INSERT { <taxonomy/lot/7.3.0/levels/4> rdf:rest <taxonomy/lot/7.3.0/levels/5> }
WHERE { <taxonomy/lot/7.3.0/levels/4> rdf:rest ?old } ;
INSERT DATA {
  <taxonomy/lot/7.3.0/levels/5> rdf:first <taxonomy/lot/7.3.0/level/task> ; rdf:rest rdf:nil .
  <taxonomy/lot/7.3.0/level/task> a xkos:ClassificationLevel ; xkos:depth 4 .
}
