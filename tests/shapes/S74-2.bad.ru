# exact and at least; fires: S74-one
INSERT DATA {
  <scheme-fact/figures/lot/size/2> lg:atLeast 3.0 .
}
