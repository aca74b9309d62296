# one name on two employers; fires: S52-unique
INSERT DATA {
  <employer/acme-inc> a lg:Employer ; skos:prefLabel "Acme"@en .
}
