# printed twice, so two places
INSERT DATA {
  <title/page/23112013/mle> lg:locator <loc/page/20-30> .
}
