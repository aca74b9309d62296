"""``lotgraph import`` and ``lotgraph chain``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from lotgraph.cli.commands import PATH, command
from lotgraph.errors import UsageError
from lotgraph.sources import importers

if TYPE_CHECKING:
    from lotgraph.sources.importers.report import Line


@command(
    "import",
    "read the download of another publisher into a source folder, which a build takes",
    "lotgraph import esco esco-v1.1.1 --out esco",
    "lotgraph build seeds esco --out publication",
)
@click.argument(
    "kind",
    type=click.Choice(tuple(importers.IMPORTS)),
    metavar="KIND",
    help="; ".join(f"{name}: {each.download}" for name, each in importers.IMPORTS.items()),
)
@click.argument(
    "download",
    type=PATH,
    nargs=-1,
    required=True,
    metavar="DOWNLOAD...",
    help="the folder or the file of the download (skos: files)",
)
@click.option("--out", type=PATH, required=True, metavar="FOLDER", help="source folder to write, a new one")
@click.option(
    "--release",
    default="",
    metavar="VERSION",
    help="version of what is read, where neither files nor names tell it (or tell it wrongly)",
)
@click.option(
    "--as",
    "concepts",
    type=click.Choice(("occupations", "skills")),
    help="what concepts of SKOS are (default: occupations)",
)
@click.option("--base", metavar="IRI", help="what relative IRIs of SKOS files are under")
def read(
    *, kind: str, download: tuple[Path, ...], out: Path, release: str, concepts: str | None, base: str | None
) -> None:
    """Write the source folder."""
    first, *also = download
    of_skos = {"also": also, "concepts": concepts or "occupations", "base": _base(base)}
    if kind != "skos" and (also or concepts or base):
        raise UsageError(f"import {kind}: takes one folder or file, no --as and no --base")
    lines = importers.run(kind, first, out, release, check=True, **(of_skos if kind == "skos" else {}))
    print(f"imported: {out}")
    _tell(lines)


def _base(iri: str | None) -> str:
    """The base of relative IRIs, if one is said."""
    from lotgraph.sources.importers.download import is_iri

    if iri is not None and not is_iri(iri):
        raise UsageError(f"--base {iri}: is no IRI that starts with http:// or https://")
    return iri or ""


@command(
    "chain",
    "put the mappings of several source folders one after another, and say what is lost",
    "lotgraph chain onet-2010-2019 onet-2019-soc-2018 --out onet-2010-soc-2018",
)
@click.argument(
    "folders",
    type=PATH,
    nargs=-1,
    required=True,
    metavar="FOLDER...",
    help="source folders with mappings, in the order of the steps; one that leads the other way is turned round",
)
@click.option("--out", type=PATH, required=True, metavar="FOLDER", help="source folder to write, a new one")
@click.option("--date", help="day of the chains, as 2026-05-31 (default: today)")
def chain(*, folders: tuple[Path, ...], out: Path, date: str | None) -> None:
    """Write the chains."""
    from lotgraph.cli.matching import day
    from lotgraph.sources.importers import chains

    made = chains.chain(list(folders), out, day(date))
    lost = made.loss
    print(f"chained: {out}")
    print(f"  chains    {made.chains:,}, to {lost.objects:,} objects")
    print(f"  subjects  {lost.subjects:,}, of which {lost.ends_nowhere:,} end nowhere")
    print(f"  fan out   {lost.fans_out:,}, to {lost.widest:,} objects at most")
    _tell(made.lines)


def _tell(lines: tuple[Line, ...]) -> None:
    print("".join(f"  {line}\n" for line in lines), end="")
