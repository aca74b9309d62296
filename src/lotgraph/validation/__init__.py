"""The gate's judge: data and shapes in, a frozen report out.

The shapes are compiled to SPARQL (``compiler``), which the store answers (``judge``): a few seconds for
millions of triples.  pySHACL (``reference``) takes hours for that and is what the judge is held to: the tests
run both over all that there is, and list where they differ.
"""

from __future__ import annotations

from lotgraph.validation.findings import Finding, Report, report_graph
from lotgraph.validation.judge import validate

__all__ = ["Finding", "Report", "report_graph", "validate"]
