# the code given to the parent too; fires: S07-unique
INSERT DATA {
  <occupation/ai> skos:notation "23112013" .
}
