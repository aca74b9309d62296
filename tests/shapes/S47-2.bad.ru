# a category that is on no list; fires: S47
DELETE { <listing/page/23112013/necessary/writing> lg:skillCategory ?old }
INSERT { <listing/page/23112013/necessary/writing> lg:skillCategory <code/skill-category/nice-to-have> }
WHERE { <listing/page/23112013/necessary/writing> lg:skillCategory ?old }
