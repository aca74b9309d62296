# longer than a summary may be
DELETE { <text/figures/23112013/task/7> lg:text ?old }
INSERT { <text/figures/23112013/task/7> lg:text "Clean data. Clean data. Clean data. Clean data. Clean data. Clean data. Clean data. Clean data. Clean data. Clean data. Clean data. Clean data. Clean data. Clean data. Clean data. Clean data. Clean data. Clean data. Clean data. Clean data. "@en }
WHERE { <text/figures/23112013/task/7> lg:text ?old }
