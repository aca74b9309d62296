# surer than sure; fires: S68
INSERT DATA { <mapping/page/mle> sssom:confidence 1.5 }
