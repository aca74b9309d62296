# a property that it may have
INSERT DATA {
  <obs/figures/requirement-rating/23112013/US/not-stated/onet:2.D.4.a/importance> lg:collectedFrom "Analyst" .
}
