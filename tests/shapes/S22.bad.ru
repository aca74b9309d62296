# part of a file name for the digest; fires: S22
DELETE { <source/page> lg:sha256 ?old }
INSERT { <source/page> lg:sha256 "6bd89201070f5622" }
WHERE { <source/page> lg:sha256 ?old }
