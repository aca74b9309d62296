# no cardinality; fires: S69
INSERT DATA { <mapping/page/mle> sssom:mapping_cardinality "1:2" }
