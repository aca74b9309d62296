# a property that it may have
INSERT DATA {
  <obs/figures/interest-rating/23112013/US/not-stated/onet:1.B.1.b/occupational-interest> lg:collectedFrom "Analyst" .
}
