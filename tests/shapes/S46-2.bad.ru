# no skill; fires: S46
DELETE WHERE { <listing/page/23112013/necessary/writing> lg:skill ?old }
