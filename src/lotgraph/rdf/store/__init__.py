"""The store: load, query, describe, dump.  The only module that knows Oxigraph; its errors become ours.

A store holds each data graph under its name, and the triples of all of them once more in the default graph.
Measured on ESCO and O*NET (2.9 million triples in 18 data graphs, on disk, not optimized; milliseconds of the first
answer, once, on a machine that did other work too) against the two ways that Oxigraph has of making a union while it
queries:

=====================  =============  =============  ==================
query                  a second copy  union of all   list of the graphs
=====================  =============  =============  ==================
a page of labels       2,459          2,263          5,037
regular expression     401            414            2,958
count by type          139            155            159
exact matches          511            594            6,789
500,000 rows           5,489          5,553          15,146
=====================  =============  =============  ==================

The list is two to thirteen times slower.  The union cannot leave out the graphs beside the data, makes a query's own
FROM void, and counts a triple twice that stands in two graphs.  The copy has none of this; it takes 55 seconds of CPU
to load instead of 28, and 1.2 GB on disk instead of 0.45.

``optimize()`` is left out: it takes 5 seconds and 0.1 GB more, and where both loads run at once, as here, the median of
first answers was the same (1.02 to 1, in CPU time).  Where one load follows the other, large queries took up to twice
as long without it.  Neither was measured over HTTP on a quiet machine.
"""
