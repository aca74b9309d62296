# a place between two; fires: S19
DELETE { <listing/page/23112013/defining/python> lg:listPosition ?old }
INSERT { <listing/page/23112013/defining/python> lg:listPosition 1.5 }
WHERE { <listing/page/23112013/defining/python> lg:listPosition ?old }
