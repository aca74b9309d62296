"""``lotgraph match``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import click

from lotgraph.cli.commands import PATH, command, load_settings
from lotgraph.errors import UsageError


def _check_positive(_context: click.Context, _parameter: click.Parameter, value: int) -> int:
    if value < 1:
        raise click.BadParameter(f"{value} is not a whole number from 1")
    return value


@command(
    "match",
    "propose which concepts of two source folders may be the same, for a person to review",
    "lotgraph match my-titles my-taxonomy --top 10 --out candidates.sssom.tsv",
)
@click.argument("subjects", type=PATH, metavar="FOLDER_A", help="source folder, or CSV file of titles, to match")
@click.argument("objects", type=PATH, metavar="FOLDER_B", help="source folder that they are matched to")
@click.option("--out", type=PATH, required=True, metavar="FILE", help="SSSOM/TSV file to write")
@click.option(
    "--top", type=int, default=10, callback=_check_positive, metavar="N", help="candidates a concept (default: 10)"
)
@click.option("--kind", type=click.Choice(("occupations", "skills")), default="occupations", help="what is matched")
@click.option("--all-levels", is_flag=True, help="match the groups of a hierarchy as well")
@click.option(
    "--via",
    type=PATH,
    multiple=True,
    metavar="PATH",
    help="SSSOM file, or source folder with mappings, that leads from A towards B, also over schemes between them; "
    "mappings in A and B themselves, and in source folders beside them, count too",
)
@click.option("--only-via", is_flag=True, help="follow no mappings of source folders that lie beside A and B")
@click.option(
    "--reviewed",
    type=PATH,
    metavar="FILE",
    help="SSSOM file with rows that a person accepted or rejected (predicate_modifier Not); they are kept",
)
@click.option("--date", help="day of the mappings, as 2026-05-31 (default: today)")
@click.option("--licence", default="", metavar="IRI", help="licence of the mappings (default: not stated)")
@click.option("--base", help="what the IRIs of the data begin with")
def match(*, config: Path | None, out: Path, date: str | None, base: str | None, **request: Any) -> None:
    """Write the candidates."""
    from lotgraph.linking.matching.proposal import MatchRequest, propose

    settings = load_settings(config, base=base)
    asked = MatchRequest(**request, date=day(date))
    proposed = propose(asked, out, settings.base)
    print(f"{out}: {proposed.candidates:,} candidates for {proposed.subjects:,} {asked.kind}")
    if proposed.beside:
        print(f"  followed  mappings beside the two: {', '.join(proposed.beside)} (--only-via leaves them out)")
    if asked.reviewed:
        print(f"  kept      {proposed.accepted:,} accepted, {proposed.rejected:,} rejected")


def day(date: str | None) -> str:
    """The day that was said, or today.  Raises UsageError where it is none."""
    try:
        return (dt.date.fromisoformat(date) if date else dt.datetime.now(dt.UTC).date()).isoformat()
    except ValueError as error:
        raise UsageError(f"--date {date}: not a day like 2026-05-31") from error
