# no kind; fires: S58
DELETE WHERE { <title/page/23112013/mle> lg:titleKind ?old }
