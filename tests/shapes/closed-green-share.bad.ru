# a property of no claim; fires: closed-green-share
INSERT DATA {
  <obs/figures/green-share/23112013/US/not-stated> lg:remark "as far as known" .
}
