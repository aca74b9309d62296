# the mean of two sources as a fact; fires: S13
INSERT DATA {
  <occupation/23112013> schema:estimatedSalary 154084 .
}
