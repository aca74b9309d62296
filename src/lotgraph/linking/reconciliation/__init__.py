"""Search and reconciliation: which of the things of a release a text finds, and which one it may mean.

``entities`` reads what has a name, ``building`` makes the index of it, ``index`` reads that; ``search`` and
``matching`` answer queries by it.
"""
