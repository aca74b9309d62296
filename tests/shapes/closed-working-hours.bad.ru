# a property of no claim; fires: closed-working-hours
INSERT DATA {
  <obs/figures/working-hours/23112013/US/not-stated> lg:remark "as far as known" .
}
