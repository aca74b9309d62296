# a property of no claim; fires: closed-employment
INSERT DATA {
  <obs/figures/employment/23112013/US/not-stated> lg:remark "as far as known" .
}
