# counted from 0; fires: S19
DELETE { <listing/page/23112013/defining/python> lg:listPosition ?old }
INSERT { <listing/page/23112013/defining/python> lg:listPosition 0 }
WHERE { <listing/page/23112013/defining/python> lg:listPosition ?old }
