# neither heading nor summary; fires: S56
DELETE WHERE { <text/page/23112013/task/2> lg:summary ?old }
