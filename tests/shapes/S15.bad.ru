# about no occupation; fires: S15
DELETE WHERE { <title/page/23112013/mle> lg:occupation ?old }
