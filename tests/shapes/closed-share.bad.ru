# a share with a property of no claim; fires: closed-share
INSERT DATA {
  <obs/figures/share-by-education/23112013/US/not-stated/bachelor> lg:remark "as far as known" .
}
