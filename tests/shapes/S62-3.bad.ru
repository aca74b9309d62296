# an empty value; fires: S62-value
DELETE { <employer-fact/figures/acme/seat/Raleigh> lg:value ?old }
INSERT { <employer-fact/figures/acme/seat/Raleigh> lg:value "" }
WHERE { <employer-fact/figures/acme/seat/Raleigh> lg:value ?old }
