"""The store: load, query, describe, dump.  The only module that knows Oxigraph; its errors become ours.

A store holds each data graph under its name, and the triples of all of them once more in the default graph.
Measured on 646,470 triples in nine data graphs (median ms in memory / on disk) against the two ways that
Oxigraph has of making a union while it queries:

=====================  ==============  ==================  ==================
query                  a second copy   union of all        list of the graphs
=====================  ==============  ==================  ==================
top skills of one      0.33 / 1.3      0.28 / 1.6          0.92 / 6.2
related occupations    195 / 308       130 / 419           447 / 2419
average by skill       235 / 624       187 / 1059          668 / 4514
NOT EXISTS             35 / 182        31 / 220            142 / 1554
=====================  ==============  ==================  ==================

The list is three to eight times slower, the union cannot leave out the graphs beside the data, both make a
query's own FROM void, and both count a triple twice that stands in two graphs.  The copy has none of this;
it costs half as much disk again and twice the memory of the store.
"""
