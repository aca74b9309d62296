# a pattern that is no regular expression; fires: S02-pattern
DELETE { <taxonomy/lot/7.3.0> lg:notationPattern ?old }
INSERT { <taxonomy/lot/7.3.0> lg:notationPattern "([0-9]{2}" }
WHERE { <taxonomy/lot/7.3.0> lg:notationPattern ?old }
