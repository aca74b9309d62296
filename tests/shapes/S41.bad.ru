# a skill and a level of education together; fires: S41
INSERT DATA {
  <obs/figures/share-by-education/23112013/US/not-stated/bachelor> lg:skill <skill/python> .
}
