"""``lotgraph import`` and ``lotgraph chain``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from lotgraph.cli.commands import PATH, command
from lotgraph.errors import UsageError
from lotgraph.sources import importers
from lotgraph.sources.wording import join_and

if TYPE_CHECKING:
    from lotgraph.sources.importers.report import Line
    from lotgraph.sources.importers.succession import Earlier


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
    help="the folder or the file of the download (esco: a folder for each language; skos: files)",
)
@click.option("--out", type=PATH, required=True, metavar="FOLDER", help="source folder to write, a new one")
@click.option(
    "--list",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=lambda context, _, value: _list_releases(context) if value else None,
    help="say which releases of each publisher are known, and end",
)
@click.option(
    "--release",
    default="",
    metavar="VERSION",
    help="version of what is read, where neither files nor names tell it (or tell it wrongly)",
)
@click.option(
    "--as",
    type=click.Choice(("occupations", "skills")),
    help="what concepts of SKOS are (default: occupations)",
)
@click.option("--base", metavar="IRI", help="what relative IRIs of SKOS files are under")
@click.option(
    "--after",
    type=PATH,
    metavar="PUBLICATION",
    help="publication over which the folder will be built (onet): what it has of another release is retired",
)
@click.option("--map", type=PATH, metavar="FILE", help="layout of a table: what its columns hold, as TOML (table)")
def read(*, kind: str, download: tuple[Path, ...], out: Path, release: str, **options: Any) -> None:
    """Write the source folder."""
    first, *also = download
    given = {name: value for name, value in {"also": also, **options}.items() if value}
    if refused := sorted(given.keys() - importers.IMPORTS[kind].options):
        raise UsageError(f"import {kind}: takes {join_and([_REFUSED.get(name, f'no --{name}') for name in refused])}")
    lines = importers.run(kind, first, out, release, check=True, **dict(map(_as_reader_has_it, given.items())))
    print(f"imported: {out}")
    _tell(lines)


def _list_releases(context: click.Context) -> None:
    width = max(map(len, importers.IMPORTS))
    for name, each in importers.IMPORTS.items():
        print(f"{name:<{width}}  {', '.join(each.releases) or 'any'}")
    context.exit()


_REFUSED: Final = {"also": "one folder or file"}


def _as_reader_has_it(option: tuple[str, Any]) -> tuple[str, Any]:
    name, value = option
    match name:
        case "as":
            return "concepts", value
        case "base":
            return "base", _base(value)
        case "map":
            return "layout", value
        case "after":
            return "earlier", _earlier(value)
        case _:
            return name, value


def _earlier(publication: Path) -> Earlier:
    from lotgraph.release.folder import current_release, read_release
    from lotgraph.sources.importers.succession import Earlier

    release = current_release(publication)
    return Earlier(publication, release / "tables", read_release(release).base)


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
