# a related title with a property of no claim; fires: closed-related-title
INSERT DATA {
  <related-title/figures/23112013/optional/data-engineer> lg:remark "as far as known" .
}
