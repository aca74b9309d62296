# from 5 to 3 years; fires: S53
INSERT DATA {
  <experience/5-3> a lg:ExperienceBand ; schema:minValue 5 ; schema:maxValue 3 .
}
