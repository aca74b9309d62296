# without a reason; fires: S77-reason
DELETE { <omission/figures/footer> lg:reason ?old }
WHERE { <omission/figures/footer> lg:reason ?old }
