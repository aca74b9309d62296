# about no occupation; fires: S15-one
DELETE WHERE { <title/page/23112013/mle> lg:occupation ?old }
