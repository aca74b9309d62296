# quite sure
INSERT DATA { <mapping/page/mle> sssom:confidence 1.0 }
