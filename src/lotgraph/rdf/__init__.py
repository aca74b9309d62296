"""RDF and SPARQL: terms and statements, N-Quads, the text of queries, and the store."""
