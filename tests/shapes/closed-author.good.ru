# an author with a place in the list
INSERT DATA {
  <author/figures/ada> lg:listPosition 1 .
}
