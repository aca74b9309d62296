# a circle of related occupations
INSERT DATA {
  <occupation/23112013> skos:related <occupation/ai> . <occupation/ai> skos:related <occupation/23112013> .
}
