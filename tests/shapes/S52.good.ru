# an employer of the name of a skill
INSERT DATA {
  <employer/python> a lg:Employer ; skos:prefLabel "Python"@en .
}
