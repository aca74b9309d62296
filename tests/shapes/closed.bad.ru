# a salary with a misspelt property; fires: closed
INSERT DATA {
  <obs/page/salary/23112013/US/p1y/average/all> lg:amonut 149840.0 .
}
