"""``lotgraph import`` and ``lotgraph chain``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from lotgraph.errors import UsageError
from lotgraph.sources import importers

if TYPE_CHECKING:
    from lotgraph.cli.changes import Added, Commands
    from lotgraph.sources.importers.report import Line


def add_import(commands: Commands, command: Added) -> None:
    """Add ``import`` to the commands of ``lotgraph``."""
    text = "read the download of another publisher into a source folder, which a build takes"
    example = "lotgraph import esco esco-v1.1.1 --out esco\n  lotgraph build seeds esco --out publication"
    parser = command(commands, "import", _import, text, example)
    kinds = "; ".join(f"{name}: {each.download}" for name, each in importers.IMPORTS.items())
    parser.add_argument("kind", choices=tuple(importers.IMPORTS), metavar="KIND", help=kinds)
    parser.add_argument(
        "download",
        type=Path,
        nargs="+",
        metavar="DOWNLOAD",
        help="the folder or the file of the download (skos: files)",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="source folder to write, a new one")
    parser.add_argument(
        "--release",
        default="",
        metavar="VERSION",
        help="version of what is read, where neither files nor names tell it (or tell it wrongly)",
    )
    parser.add_argument(
        "--as",
        dest="concepts",
        choices=("occupations", "skills"),
        help="what concepts of SKOS are (default: occupations)",
    )
    parser.add_argument("--base", metavar="IRI", help="what relative IRIs of SKOS files are under")


def _import(options: argparse.Namespace) -> int:
    first, *also = options.download
    of_skos = {"also": also, "concepts": options.concepts or "occupations", "base": _base(options.base)}
    if options.kind != "skos" and (also or options.concepts or options.base):
        raise UsageError(f"import {options.kind}: takes one folder or file, no --as and no --base")
    lines = importers.run(
        options.kind, first, options.out, options.release, check=True, **(of_skos if options.kind == "skos" else {})
    )
    _tell(options.out, lines)
    return 0


def _base(said: str | None) -> str:
    """The base of relative IRIs, if one is said."""
    from lotgraph.sources.importers.download import is_iri

    if said is not None and not is_iri(said):
        raise UsageError(f"--base {said}: is no IRI that starts with http:// or https://")
    return said or ""


def add_chain(commands: Commands, command: Added) -> None:
    """Add ``chain`` to the commands of ``lotgraph``."""
    text = "put the mappings of several source folders one after another, and say what is lost"
    example = "lotgraph chain onet-2010-2019 onet-2019-soc-2018 --out onet-2010-soc-2018"
    parser = command(commands, "chain", _chain, text, example)
    parser.add_argument(
        "folders", type=Path, nargs="+", metavar="FOLDER",
        help="source folders with mappings, in the order of the steps; one that leads the other way is turned round",
    )  # fmt: skip
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="source folder to write, a new one")
    parser.add_argument("--date", help="day of the chains, as 2026-05-31 (default: today)")


def _chain(options: argparse.Namespace) -> int:
    from lotgraph.cli.matching import day
    from lotgraph.sources.importers.chains import chain

    made = chain(options.folders, options.out, day(options.date))
    lost = made.loss
    print(f"chained: {options.out}")
    print(f"  chains    {made.chains:,}, to {lost.objects:,} objects")
    print(f"  subjects  {lost.subjects:,}, of which {lost.ends_nowhere:,} end nowhere")
    print(f"  fan out   {lost.fans_out:,}, to {lost.widest:,} objects at most")
    print("".join(f"  {line}\n" for line in made.lines), end="")
    return 0


def _tell(out: Path, lines: tuple[Line, ...]) -> None:
    print(f"imported: {out}")
    print("".join(f"  {line}\n" for line in lines), end="")
