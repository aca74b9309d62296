# made by hand, which is a review too
DELETE { <mapping/page/mle> sssom:reviewer_label ?old ; sssom:mapping_justification ?how }
INSERT { <mapping/page/mle> sssom:mapping_justification semapv:ManualMappingCuration }
WHERE { <mapping/page/mle> sssom:reviewer_label ?old ; sssom:mapping_justification ?how }
