# a heading alone
DELETE WHERE { <text/page/23112013/duty/1> lg:summary ?old }
