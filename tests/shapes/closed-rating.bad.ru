# a property of no claim; fires: closed-rating
INSERT DATA {
  <obs/figures/rating/23112013/US/not-stated/python/importance> lg:remark "as far as known" .
}
