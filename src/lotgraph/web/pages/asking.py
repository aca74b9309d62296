"""The queries of pages about the release, each an ``.rq`` file, asked of one graph beside the data."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from lotgraph.rdf.terms import Dataset
from lotgraph.schema.vocabulary import mint

if TYPE_CHECKING:
    from lotgraph.web.publication import OpenRelease

Row = dict[str, str]


def ask(release: OpenRelease, graph: str, query: str) -> list[Row]:
    """The solutions of a query of ``queries/`` in ``graph/catalogue`` or ``graph/quality``: text by variable.

    None where the release is of a time before there was such a graph.
    """
    text = (files(__package__ or "") / "queries" / f"{query}.rq").read_text("utf-8")
    answer = release.store.query(text, Dataset(default=(mint(release.about.base, f"graph-{graph}"),)))
    return [
        {name: term.value for name, term in zip(answer.variables, row, strict=True) if term is not None}
        for row in answer.rows()
    ]
