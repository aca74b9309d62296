# a type that is no code; fires: S67
INSERT DATA {
  <skill/c> lg:skillType "knowledge" .
}
