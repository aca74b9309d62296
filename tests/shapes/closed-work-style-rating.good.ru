# a property that it may have
INSERT DATA {
  <obs/figures/work-style-rating/23112013/US/not-stated/onet:1.D.1.a/impact> lg:collectedFrom "Analyst" .
}
