# a property that it may have
INSERT DATA {
  <employer-fact/figures/acme/seat/Raleigh> lg:valueAsPrinted "RALEIGH" .
}
