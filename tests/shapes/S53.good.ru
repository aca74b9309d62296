# exactly 3 years
INSERT DATA {
  <experience/3-3> a lg:ExperienceBand ; schema:minValue 3 ; schema:maxValue 3 .
}
