# an author with a property of no claim; fires: closed-author
INSERT DATA {
  <author/figures/ada> lg:remark "as far as known" .
}
