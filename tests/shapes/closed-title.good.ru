# a title with its place in the list
INSERT DATA {
  <title/page/23112013/mle> lg:listPosition 1 .
}
