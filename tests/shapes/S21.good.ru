# one character
DELETE { <loc/page/20-30/selector> oa:end ?old }
INSERT { <loc/page/20-30/selector> oa:end 21 }
WHERE { <loc/page/20-30/selector> oa:end ?old }
