# a property of no claim; fires: closed-interest-rating
INSERT DATA {
  <obs/figures/interest-rating/23112013/US/not-stated/onet:1.B.1.b/occupational-interest> lg:remark "as far as known" .
}
