# a title with a property of no claim; fires: closed-title
INSERT DATA {
  <title/page/23112013/mle> lg:remark "as far as known" .
}
