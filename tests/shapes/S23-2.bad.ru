# no publisher; fires: S23
DELETE WHERE { <source/page> dct:publisher ?old }
