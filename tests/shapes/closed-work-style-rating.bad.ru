# a property of no claim; fires: closed-work-style-rating
INSERT DATA {
  <obs/figures/work-style-rating/23112013/US/not-stated/onet:1.D.1.a/impact> lg:remark "as far as known" .
}
