"""``lotgraph query``."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

import click

from lotgraph.cli.commands import DEFAULT_OUT, PATH, command
from lotgraph.errors import UsageError


@command(
    "query",
    "ask the current release a SPARQL query",
    "lotgraph query 'SELECT ?type (COUNT(*) AS ?n) WHERE { ?s a ?type } GROUP BY ?type'",
    "lotgraph query question.rq --format csv",
)
@click.argument("query", metavar="QUERY", help="a query, or a file that holds one (- for standard input)")
@click.option(
    "--release", type=PATH, default=DEFAULT_OUT, metavar="DIR", help="publication folder (default: publication)"
)
@click.option("--format", "form", type=click.Choice(("table", "json", "csv")), default="table", help="default: table")
def query(*, query: str, release: Path, form: str) -> None:
    """Write the answer to standard output."""
    from lotgraph.cli.answers import answer

    answer(release, _read_text(query), form, sys.stdout.buffer)


def _read_text(query: str) -> str:
    """The query itself, or what the file of that name holds."""
    is_file = False
    with suppress(OSError, ValueError):  # a query may be too long for the name of a file
        is_file = Path(query).is_file()
    try:
        if query == "-" or is_file:
            content = sys.stdin.buffer.read() if query == "-" else Path(query).read_bytes()
            return content.decode("utf-8-sig")
        if query.endswith(".rq"):
            raise UsageError(f"{query}: there is no such file")
        # Bytes of the command line that are not UTF-8 come as what cannot be encoded.
        return query.encode().decode()
    except (OSError, UnicodeError) as error:
        what = {"-": "standard input"}.get(query, query)
        raise UsageError(f"{what}: cannot be read: {error}") from error
