# a fact with its place in the list
INSERT DATA {
  <scheme-fact/figures/lot/size/1> lg:listPosition 1 .
}
