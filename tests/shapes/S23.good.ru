# a publisher known elsewhere
DELETE { <source/page> dct:publisher ?old }
INSERT { <source/page> dct:publisher <https://ror.org/04tj63d06> }
WHERE { <source/page> dct:publisher ?old }
