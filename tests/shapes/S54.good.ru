# another kind
DELETE { <text/page/23112013/duty/1> lg:statementKind ?old }
INSERT { <text/page/23112013/duty/1> lg:statementKind <code/statement-kind/task> }
WHERE { <text/page/23112013/duty/1> lg:statementKind ?old }
