# a listing with a property of no claim; fires: closed-listing
INSERT DATA {
  <listing/page/23112013/necessary/c> lg:remark "as far as known" .
}
