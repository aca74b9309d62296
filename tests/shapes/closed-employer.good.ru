# an employer's count under its printed name
INSERT DATA {
  <obs/figures/employer-posting-count/23112013/US/not-stated/acme> lg:heading "ACME Inc."@en .
}
