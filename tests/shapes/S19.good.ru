# place 1, and without limit
DELETE { <listing/page/23112013/necessary/c> lg:listPosition ?old }
INSERT { <listing/page/23112013/necessary/c> lg:listPosition 1000 }
WHERE { <listing/page/23112013/necessary/c> lg:listPosition ?old }
