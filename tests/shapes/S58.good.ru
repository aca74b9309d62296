# another kind
DELETE { <title/page/23112013/mle> lg:titleKind ?old }
INSERT { <title/page/23112013/mle> lg:titleKind <code/title-kind/also-known-as> }
WHERE { <title/page/23112013/mle> lg:titleKind ?old }
