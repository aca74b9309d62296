# a property of no claim; fires: closed-industry
INSERT DATA {
  <industry/figures/23112013/nace-2.1:62.10> lg:remark "as far as known" .
}
