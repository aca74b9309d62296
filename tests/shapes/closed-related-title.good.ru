# a related title with its place in the list
INSERT DATA {
  <related-title/figures/23112013/optional/data-engineer> lg:listPosition 1 .
}
