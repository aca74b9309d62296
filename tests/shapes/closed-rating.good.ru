# a property that it may have
INSERT DATA {
  <obs/figures/rating/23112013/US/not-stated/python/importance> lg:suppress true .
}
