"""Ask a release from the command line: the answer as a table for people, or as JSON or CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

from lotgraph.errors import StoreError, UsageError
from lotgraph.formats.media import Format, Kind, find_formats
from lotgraph.rdf.store.loading import open_release
from lotgraph.rdf.store.query import Answer
from lotgraph.rdf.terms import NO_PREFIXES, Term
from lotgraph.release.folder import STORE, current_release, read_release
from lotgraph.schema.vocabulary import prefixes

TABLE = "table"


def answer(publication: Path, query: str, form: str, out: IO[bytes]) -> None:
    """Evaluate a query on the current release and write the answer: ``table``, ``json`` or ``csv``.

    The prefixes of the release need not be declared.

    A graph is written as Turtle where a table is asked for, and as JSON-LD for JSON; it has no CSV.
    Raises ReleaseError where there is no release, QueryError where the query is malformed or refused.
    """
    folder = current_release(publication)
    base = read_release(folder).base
    names = prefixes(base)
    found = open_release(folder / STORE).query(query, base=base, prefixes=names)
    if form == TABLE and found.kind is Kind.RESULTS:
        for line in _table(found, names):
            out.write(f"{line}\n".encode())
    else:
        _write(found, form, names, out)
    out.flush()


def _write(found: Answer, form: str, names: Mapping[str, str], out: IO[bytes]) -> None:
    is_graph = found.kind is Kind.GRAPH
    format_ = _graph_format(form) if is_graph else next(each for each in find_formats(form) if each.kind is found.kind)
    try:
        found.write(format_, out, names if is_graph else NO_PREFIXES)
    except StoreError as error:
        # The store takes the end of a pipe for a fault of its own.
        if isinstance(error.__cause__, BrokenPipeError):
            raise error.__cause__ from None
        raise
    if form == "json" or found.boolean is not None:
        out.write(b"\n")


def _graph_format(form: str) -> Format:
    formats = {TABLE: "turtle", "json": "jsonld"}
    if form not in formats:
        raise UsageError(f"the answer to this query is a graph, which has no {form}; leave --format out or say json")
    return find_formats(formats[form])[0]


def _table(found: Answer, names: dict[str, str]) -> Iterator[str]:
    """The rows, each column as wide as its longest cell, numbers to the right."""
    if found.boolean is not None:
        yield "true" if found.boolean else "false"
        return
    rows = [tuple(_cell(term, names) for term in row) for row in found.rows()]
    widths = [max(map(len, column)) for column in zip(found.variables, *rows, strict=True)]
    yield _line(found.variables, widths)
    yield "  ".join("-" * width for width in widths)
    for row in rows:
        yield _line(row, widths)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    placed = (
        cell.rjust(width) if _is_number(cell) else cell.ljust(width) for cell, width in zip(cells, widths, strict=True)
    )
    return "  ".join(placed).rstrip()


def _is_number(cell: str) -> bool:
    return cell.lstrip("-").replace(".", "", 1).isdecimal()


def _cell(term: Term | None, names: dict[str, str]) -> str:
    """A term as people read it: IRIs by their prefix, line breaks shown as spaces."""
    if term is None:
        return ""
    if term.kind != "iri":
        return " ".join(term.value.split())
    near = [(len(namespace), prefix) for prefix, namespace in names.items() if term.value.startswith(namespace)]
    if not near:
        return f"<{term.value}>"
    length, prefix = max(near)
    return f"{prefix}:{term.value[length:]}"
