# a share under its printed label
INSERT DATA {
  <obs/figures/share-by-education/23112013/US/not-stated/bachelor> lg:heading "Bachelor's"@en ; lg:listPosition 2 .
}
