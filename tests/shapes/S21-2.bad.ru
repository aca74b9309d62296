# no end; fires: S21-end
DELETE WHERE { <loc/page/20-30/selector> oa:end ?old }
