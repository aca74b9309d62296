"""lotgraph: publish labour-market facts as a validated, citable knowledge graph."""

__version__ = "0.1.0"
