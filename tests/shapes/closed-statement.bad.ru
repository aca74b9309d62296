# a statement with a property of no claim; fires: closed-statement
INSERT DATA {
  <text/page/23112013/duty/1> lg:remark "as far as known" .
}
