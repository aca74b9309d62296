# a property of no claim; fires: closed-job-zone
INSERT DATA {
  <job-zone/figures/23112013/onet:job-zone-5> lg:remark "as far as known" .
}
