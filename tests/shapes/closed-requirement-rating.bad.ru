# a property of no claim; fires: closed-requirement-rating
INSERT DATA {
  <obs/figures/requirement-rating/23112013/US/not-stated/onet:2.D.4.a/importance> lg:remark "as far as known" .
}
