# a property that it may have
INSERT DATA {
  <job-zone/figures/23112013/onet:job-zone-5> lg:collectedFrom "Analyst" .
}
