# 160 characters
DELETE { <text/page/23112013/duty/1> lg:summary ?old }
INSERT { <text/page/23112013/duty/1> lg:summary "üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüü"@en }
WHERE { <text/page/23112013/duty/1> lg:summary ?old }
