# a property of no claim; fires: closed-skill-relation
INSERT DATA {
  <skill-relation/figures/python/optional/c> lg:remark "as far as known" .
}
