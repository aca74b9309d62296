# about a skill; fires: S62
DELETE { <employer-fact/figures/acme/seat/Raleigh> lg:about ?old }
INSERT { <employer-fact/figures/acme/seat/Raleigh> lg:about <skill/c> }
WHERE { <employer-fact/figures/acme/seat/Raleigh> lg:about ?old }
