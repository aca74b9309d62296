# left out of nothing; fires: S77
DELETE { <omission/figures/footer> lg:omittedFrom ?old }
WHERE { <omission/figures/footer> lg:omittedFrom ?old }
