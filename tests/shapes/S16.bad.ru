# one claim of two sources; fires: S16
INSERT DATA {
  <title/page/23112013/mle> lg:source <source/figures> .
}
