# a property of no claim; fires: closed-respondent-share
INSERT DATA {
  <obs/figures/respondent-share/23112013/US/not-stated/onet:2.D.1/onet:RL-6> lg:remark "as far as known" .
}
