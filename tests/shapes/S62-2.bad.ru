# of no kind; fires: S62-kind
DELETE { <employer-fact/figures/acme/seat/Raleigh> lg:factKind ?old }
WHERE { <employer-fact/figures/acme/seat/Raleigh> lg:factKind ?old }
