# an employer's count with a property of no claim; fires: closed-employer
INSERT DATA {
  <obs/figures/employer-posting-count/23112013/US/not-stated/acme> lg:remark "as far as known" .
}
