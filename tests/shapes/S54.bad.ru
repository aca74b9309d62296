# no kind; fires: S54
DELETE WHERE { <text/page/23112013/duty/1> lg:statementKind ?old }
