# a property that it may have
INSERT DATA {
  <obs/figures/employment/23112013/US/not-stated> lg:approximate true .
}
