# a property of no claim; fires: closed-fact
INSERT DATA {
  <employer-fact/figures/acme/seat/Raleigh> lg:remark "as far as known" .
}
