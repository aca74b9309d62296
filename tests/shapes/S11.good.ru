# deprecated, with a note
INSERT DATA {
  <occupation/23112013> owl:deprecated true ; skos:historyNote "merged into its parent"@en .
}
