# an empty list of levels; fires: S09-number
DELETE { <taxonomy/lot/7.3.0> xkos:levels ?old }
INSERT { <taxonomy/lot/7.3.0> xkos:levels () }
WHERE { <taxonomy/lot/7.3.0> xkos:levels ?old }
