# no place in the document; fires: S17-locator
DELETE WHERE { <title/page/23112013/mle> lg:locator ?old }
