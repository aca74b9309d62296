"""``lotgraph match``."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from lotgraph.errors import UsageError

if TYPE_CHECKING:
    from lotgraph.cli.changes import Added, Commands
    from lotgraph.settings import Settings


def add_match(commands: Commands, command: Added, settings: Callable[[argparse.Namespace], Settings]) -> None:
    """Add ``match`` to the commands of ``lotgraph``; ``settings`` are those that its options ask for."""
    text = "propose which concepts of two source folders may be the same, for a person to review"
    example = "lotgraph match my-titles my-taxonomy --top 10 --out candidates.sssom.tsv"
    parser = command(commands, "match", lambda options: _match(options, settings(options).base), text, example)
    parser.add_argument(
        "subjects", type=Path, metavar="FOLDER_A", help="source folder, or CSV file of titles, to match"
    )
    parser.add_argument("objects", type=Path, metavar="FOLDER_B", help="source folder that they are matched to")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="SSSOM/TSV file to write")
    parser.add_argument("--top", type=_at_least_one, default=10, metavar="N", help="candidates a concept (default: 10)")
    parser.add_argument("--kind", choices=("occupations", "skills"), default="occupations", help="what is matched")
    parser.add_argument("--all-levels", action="store_true", help="match the groups of a hierarchy as well")
    parser.add_argument(
        "--via", type=Path, action="append", default=[], metavar="PATH",
        help="SSSOM file, or source folder with mappings, that leads from A towards B, also over schemes between them; "
        "mappings in A and B themselves count too",
    )  # fmt: skip
    parser.add_argument(
        "--reviewed", type=Path, metavar="FILE",
        help="SSSOM file with rows that a person accepted or rejected (predicate_modifier Not); they are kept",
    )  # fmt: skip
    parser.add_argument("--date", help="day of the mappings, as 2026-05-31 (default: today)")
    parser.add_argument("--licence", metavar="IRI", help="licence of the mappings (default: not stated)")
    parser.add_argument("--base", help="what the IRIs of the data begin with")


def _at_least_one(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text}: not a whole number from 1")
    return int(text)


def _match(options: argparse.Namespace, base: str) -> int:
    from lotgraph.linking.matching.proposal import MatchRequest, propose

    asked = MatchRequest(
        subjects=options.subjects,
        objects=options.objects,
        kind=options.kind,
        top=options.top,
        via=tuple(options.via),
        reviewed=options.reviewed,
        all_levels=options.all_levels,
        date=day(options.date),
        licence=options.licence or "",
    )
    proposed = propose(asked, options.out, base)
    print(f"{options.out}: {proposed.candidates:,} candidates for {proposed.subjects:,} {options.kind}")
    if options.reviewed:
        print(f"  kept      {proposed.accepted:,} accepted, {proposed.rejected:,} rejected")
    return 0


def day(said: str | None) -> str:
    """The day that was said, or today.  Raises UsageError where it is none."""
    try:
        return (dt.date.fromisoformat(said) if said else dt.datetime.now(dt.UTC).date()).isoformat()
    except ValueError as error:
        raise UsageError(f"--date {said}: not a day like 2026-05-31") from error
