# a reuse level that is no code; fires: S67-reuse
INSERT DATA {
  <skill/c> lg:reuseLevel <code/reuse-level/everywhere> .
}
