# known, without a share; fires: S49-share
DELETE WHERE { <listing/page/23112013/necessary/c> lg:share ?old }
