"""Matching: which concepts of two schemes may be the same, for a person to review.

``concepts`` are plain values; ``similarity`` and ``ranking`` score them and need the libraries of the extra
``lotgraph[match]``; ``reading`` makes them of source folders; ``sssom`` reads and writes mappings.
"""

from __future__ import annotations
