# a listing under its printed name
INSERT DATA {
  <listing/page/23112013/necessary/writing> lg:heading "Writing"@en ; lg:listPosition 3 .
}
