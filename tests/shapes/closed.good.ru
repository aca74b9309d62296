# every property that a salary may have
INSERT DATA {
  <obs/page/salary/23112013/US/p1y/average/all> lg:heading "Veteran"@en ; lg:listPosition 1 .
}
