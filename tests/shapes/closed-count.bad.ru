# a count with a property of no claim; fires: closed-count
INSERT DATA {
  <obs/figures/posting-count/23112013/US-NC/not-stated> lg:remark "as far as known" .
}
