# without a language; fires: S66
DELETE { <text/figures/23112013/task/7> lg:text ?old }
INSERT { <text/figures/23112013/task/7> lg:text "Clean data." }
WHERE { <text/figures/23112013/task/7> lg:text ?old }
