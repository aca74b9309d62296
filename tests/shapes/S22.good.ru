# another digest
DELETE { <source/page> lg:sha256 ?old }
INSERT { <source/page> lg:sha256 "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff" }
WHERE { <source/page> lg:sha256 ?old }
