# a publisher in words; fires: S23
DELETE { <source/page> dct:publisher ?old }
INSERT { <source/page> dct:publisher "NC State" }
WHERE { <source/page> dct:publisher ?old }
