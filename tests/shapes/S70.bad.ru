# a rejection among the data; fires: S70
INSERT DATA { <mapping/page/mle> sssom:predicate_modifier "Not" }
