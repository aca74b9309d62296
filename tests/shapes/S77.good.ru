# none of them, as under an empty heading
DELETE { <omission/figures/footer> lg:omittedCount ?old }
INSERT { <omission/figures/footer> lg:omittedCount 0 }
WHERE { <omission/figures/footer> lg:omittedCount ?old }
