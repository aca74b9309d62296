# another value, as printed
DELETE { <employer-fact/figures/acme/seat/Raleigh> lg:value ?old }
INSERT { <employer-fact/figures/acme/seat/Raleigh> lg:value "Cary" }
WHERE { <employer-fact/figures/acme/seat/Raleigh> lg:value ?old }
;
INSERT DATA { <employer-fact/figures/acme/seat/Raleigh> lg:valueAsPrinted "Cary (Raleigh)" }
