# two categories; fires: S47
INSERT DATA {
  <listing/page/23112013/necessary/writing> lg:skillCategory <code/skill-category/salary-boosting> .
}
