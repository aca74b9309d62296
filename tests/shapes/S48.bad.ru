# a status in words; fires: S48
DELETE { <listing/page/23112013/necessary/writing> lg:shareStatus ?old }
INSERT { <listing/page/23112013/necessary/writing> lg:shareStatus "unknown" }
WHERE { <listing/page/23112013/necessary/writing> lg:shareStatus ?old }
