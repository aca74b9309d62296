# two codes of one claim; fires: S80
INSERT DATA {
  <industry/figures/23112013/nace-2.1:62.10> lg:industryCode "nace-2.1:62.20" .
}
