# fewer than none; fires: S77-count
DELETE { <omission/figures/footer> lg:omittedCount ?old }
INSERT { <omission/figures/footer> lg:omittedCount -1 }
WHERE { <omission/figures/footer> lg:omittedCount ?old }
