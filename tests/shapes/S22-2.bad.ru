# digest of a span in capitals; fires: S22-span
DELETE { <loc/page/0-10> lg:textSha256 ?old }
INSERT { <loc/page/0-10> lg:textSha256 "34016D0B34016D0B34016D0B34016D0B34016D0B34016D0B34016D0B34016D0B" }
WHERE { <loc/page/0-10> lg:textSha256 ?old }
