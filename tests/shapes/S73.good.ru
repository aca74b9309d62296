# a fact that is printed twice
INSERT DATA {
  <scheme-fact/figures/lot/size/1> lg:valueAsPrinted "over 1,800" .
}
