# an omission whose number is not known
DELETE { <omission/figures/footer> lg:omittedCount ?old }
WHERE { <omission/figures/footer> lg:omittedCount ?old }
