# a property of no claim; fires: closed-occupation-relation
INSERT DATA {
  <occupation-relation/figures/23112013/optional/ai> lg:remark "as far as known" .
}
