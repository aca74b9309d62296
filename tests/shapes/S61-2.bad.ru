# an alternative label that is hidden too; fires: S61-hidden
INSERT DATA {
  <skill/software> skos:altLabel "Sofware"@en .
}
