# ends before it starts; fires: S21
DELETE { <loc/page/20-30/selector> oa:end ?old }
INSERT { <loc/page/20-30/selector> oa:end 1 }
WHERE { <loc/page/20-30/selector> oa:end ?old }
