"""``lotgraph release diff``, ``lotgraph upgrade`` and ``lotgraph init``."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from lotgraph.cli.commands import DEFAULT_OUT, PATH, command
from lotgraph.errors import InputError, ReleaseError, UsageError

if TYPE_CHECKING:
    from lotgraph.formats.delimited import Sheet
    from lotgraph.release.upgrade import Upgrader


@command(
    "diff",
    "say what differs between two releases: what was added, retired, changed",
    "lotgraph release diff publication 2026.1 2026.2 --format patch",
)
@click.argument("publication", type=PATH, metavar="DIR", help="publication folder")
@click.argument("old", metavar="A", help="version of a release")
@click.argument("new", metavar="B", help="version of another one")
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json", "patch")),
    default="text",
    help="text (default), json, or patch: an RDF Patch that turns the N-Quads of A into those of B",
)
def diff(*, publication: Path, old: str, new: str, form: str) -> None:
    """Write the difference to standard output."""
    from lotgraph.release import changelog
    from lotgraph.release.differences import Counts, differences
    from lotgraph.release.folder import RELEASES, read_release

    folders = _release(publication / RELEASES, old), _release(publication / RELEASES, new)
    about = read_release(folders[0]), read_release(folders[1])
    out, counts = sys.stdout.buffer, Counts()
    if form == "patch":
        out.writelines(changelog.patch(differences(*folders), *about))
        return
    lines = changelog.list_changes(*folders, counts)
    if form == "json":
        out.writelines(changelog.json_lines(lines, *about, counts))
    else:
        out.writelines(line.encode() for line in changelog.text(lines, counts))


def _release(releases: Path, version: str) -> Path:
    if "/" in version or version.startswith(".") or not (releases / version).is_dir():
        kept = sorted(path.name for path in releases.glob("[!.]*")) if releases.is_dir() else []
        raise ReleaseError(f"{releases}: there is no release {version}; there are {', '.join(kept) or 'none'}")
    return releases / version


@command(
    "upgrade",
    "find what is current in place of old IRIs or codes",
    "lotgraph upgrade staff.csv --column code --out current.csv",
)
@click.argument("file", type=PATH, metavar="FILE", help="a CSV file with a header row")
@click.option("--column", metavar="NAME", help="the column of the IRIs or codes (default: the first)")
@click.option("--scheme", default="", help="id or IRI of the scheme that the codes are of (default: any)")
@click.option("--out", type=PATH, metavar="FILE", help="where to write (default: to standard output)")
@click.option(
    "--release",
    type=PATH,
    default=DEFAULT_OUT,
    metavar="DIR",
    help="publication folder, or one release (default: publication)",
)
def upgrade(*, file: Path, column: str | None, scheme: str, out: Path | None, release: Path) -> None:
    """Write the list again, with what is current beside each IRI or code."""
    from lotgraph.rdf.store.loading import open_release
    from lotgraph.release.folder import DESCRIPTION, STORE, current_release, read_release
    from lotgraph.release.upgrade import Upgrader

    folder = release if (release / DESCRIPTION).exists() else current_release(release)
    upgrader = Upgrader(open_release(folder / STORE), read_release(folder).base, scheme)
    found: Counter[str] = Counter()
    sheet = _sheet(file, column)
    place = _place(sheet, file, column, upgrader)
    with _output(out, file, sheet.delimiter) as table:
        for cells in _upgrade_rows(sheet, place, upgrader, found):
            table.writerow(cells)
    numbers = ", ".join(f"{count:,} {status}" for status, count in sorted(found.items()))
    print(f"{numbers or 'nothing to upgrade'}", file=sys.stderr)


def _upgrade_rows(sheet: Sheet, place: int, upgrader: Upgrader, found: Counter[str]) -> Iterator[list[str]]:
    """The rows of a list, each with what became of its IRI or code."""
    from lotgraph.formats.spreadsheet import guard, unguard
    from lotgraph.release.upgrade import COLUMNS

    yield [*sheet.header, *(f"upgrade_{name}" for name in COLUMNS[1:])]
    for _, row in sheet.rows:
        upgrade = upgrader.upgrade(unguard(row[place]))
        found[upgrade.status] += 1
        yield [*row, *map(guard, upgrade.as_cells()[1:])]


def _sheet(path: Path, column: str | None) -> Sheet:
    from lotgraph.formats.delimited import read_sheet
    from lotgraph.release.upgrade import known_columns

    try:
        content = path.read_bytes()
        if not content.strip():
            raise UsageError(f"{path}: is empty; it needs a header row")
        return read_sheet(content, path.as_posix(), known_columns(column))
    except OSError as error:
        raise UsageError(f"{path}: cannot be read as CSV in UTF-8: {error}") from error
    except InputError as error:
        raise UsageError(f"{path}: cannot be read as CSV in UTF-8:\n{error}") from error


def _place(sheet: Sheet, path: Path, column: str | None, upgrader: Upgrader) -> int:
    from lotgraph.release.upgrade import column_place

    if column is not None and column not in sheet.header:
        raise UsageError(f"{path}: has no column {column!r}; there are {', '.join(sheet.header)}")
    try:
        return column_place(sheet, column, upgrader)
    except ValueError as error:
        raise UsageError(f"{path}: {error}") from error


@contextmanager
def _output(path: Path | None, source: Path, delimiter: str) -> Iterator[Any]:
    if path is None:
        yield csv.writer(sys.stdout, delimiter=delimiter, lineterminator="\n")
        return
    if path.exists() and path.samefile(source):
        raise UsageError(f"{path}: is the file that is read; choose another --out")
    try:
        file: IO[str] = path.open("w", encoding="utf-8", newline="")
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from error
    with file:
        yield csv.writer(file, delimiter=delimiter, lineterminator="\n")


@command("init", "write a commented lotgraph.toml and an example source to begin with", "lotgraph init my-publication")
@click.argument("folder", required=False, default=Path(), type=PATH, metavar="[DIR]", help="default: this folder")
def init(*, folder: Path) -> None:
    """Write the files."""
    from lotgraph.cli.init import EXAMPLE, begin

    for path in begin(folder):
        print(f"wrote {path}")
    there = "" if folder == Path() else f"cd {folder} && "
    print(f"next: set base in lotgraph.toml, then\n  {there}lotgraph up {EXAMPLE}")
