# a property that it may have
INSERT DATA {
  <obs/figures/working-hours/23112013/US/not-stated> lg:approximate true .
}
