# a fact with a property of no claim; fires: closed-scheme-fact
INSERT DATA {
  <scheme-fact/figures/lot/size/1> lg:remark "as far as known" .
}
