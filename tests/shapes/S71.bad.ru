# nobody stands for it; fires: S71-accepted
DELETE WHERE { <mapping/page/mle> sssom:reviewer_label ?old }
