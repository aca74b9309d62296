# a count that is hedged
INSERT DATA {
  <obs/figures/posting-count/23112013/US-NC/not-stated> lg:approximate true ; lg:listPosition 2 .
}
