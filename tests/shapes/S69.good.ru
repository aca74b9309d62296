# one to many, which is no mistake
INSERT DATA { <mapping/page/mle> sssom:mapping_cardinality "1:n" }
