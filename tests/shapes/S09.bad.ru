# three levels declared, four listed; fires: S09-number
DELETE { <taxonomy/lot/7.3.0> xkos:numberOfLevels ?old }
INSERT { <taxonomy/lot/7.3.0> xkos:numberOfLevels 3 }
WHERE { <taxonomy/lot/7.3.0> xkos:numberOfLevels ?old }
