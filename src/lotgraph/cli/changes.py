"""``lotgraph release diff``, ``lotgraph upgrade`` and ``lotgraph init``."""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from lotgraph.errors import InputError, ReleaseError, UsageError

if TYPE_CHECKING:
    from lotgraph.formats.delimited import Sheet
    from lotgraph.release.upgrade import Upgrader

    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - argparse has no public name for it
    Added = Callable[[Any, str, Callable[[argparse.Namespace], int], str, str], argparse.ArgumentParser]


def add_diff(commands: Commands, command: Added) -> None:
    """Add ``diff`` to the commands of ``lotgraph release``."""
    text = "say what differs between two releases: what was added, retired, changed"
    parser = command(commands, "diff", _diff, text, "lotgraph release diff publication 2026.1 2026.2 --format patch")
    parser.add_argument("publication", type=Path, metavar="DIR", help="publication folder")
    parser.add_argument("old", metavar="A", help="version of a release")
    parser.add_argument("new", metavar="B", help="version of another one")
    forms = "text (default), json, or patch: an RDF Patch that turns the N-Quads of A into those of B"
    parser.add_argument("--format", choices=("text", "json", "patch"), default="text", help=forms)


def add_upgrade(commands: Commands, command: Added) -> None:
    """Add ``upgrade`` to the commands of ``lotgraph``."""
    text = "find what is current in place of old IRIs or codes"
    parser = command(commands, "upgrade", _upgrade, text, "lotgraph upgrade staff.csv --column code --out current.csv")
    parser.add_argument("file", type=Path, metavar="FILE", help="a CSV file with a header row")
    parser.add_argument("--column", metavar="NAME", help="the column of the IRIs or codes (default: the first)")
    parser.add_argument("--scheme", default="", help="id or IRI of the scheme that the codes are of (default: any)")
    parser.add_argument("--out", type=Path, metavar="FILE", help="where to write (default: to standard output)")
    place = "publication folder, or one release (default: publication)"
    parser.add_argument("--release", type=Path, default=Path("publication"), metavar="DIR", help=place)


def add_init(commands: Commands, command: Added) -> None:
    """Add ``init`` to the commands of ``lotgraph``."""
    text = "write a commented lotgraph.toml and an example source to begin with"
    parser = command(commands, "init", _init, text, "lotgraph init my-publication")
    parser.add_argument("folder", nargs="?", type=Path, default=Path(), metavar="DIR", help="default: this folder")


def _diff(options: argparse.Namespace) -> int:
    from lotgraph.release import changelog
    from lotgraph.release.differences import Counts, differences
    from lotgraph.release.folder import RELEASES, read_release

    old, new = (_release(options.publication / RELEASES, version) for version in (options.old, options.new))
    about = read_release(old), read_release(new)
    out, counts = sys.stdout.buffer, Counts()
    if options.format == "patch":
        out.writelines(changelog.patch(differences(old, new), *about))
        return 0
    told = changelog.list_changes(old, new, counts)
    if options.format == "json":
        out.writelines(changelog.json_lines(told, *about, counts))
    else:
        out.writelines(line.encode() for line in changelog.text(told, counts))
    return 0


def _release(releases: Path, version: str) -> Path:
    if "/" in version or version.startswith(".") or not (releases / version).is_dir():
        kept = sorted(path.name for path in releases.glob("[!.]*")) if releases.is_dir() else []
        raise ReleaseError(f"{releases}: there is no release {version}; there are {', '.join(kept) or 'none'}")
    return releases / version


def _upgrade(options: argparse.Namespace) -> int:
    from lotgraph.rdf.store.loading import open_release
    from lotgraph.release.folder import (
        DESCRIPTION,
        STORE,
        current_release,
        read_release,
    )
    from lotgraph.release.upgrade import Upgrader

    folder: Path = options.release
    if not (folder / DESCRIPTION).exists():
        folder = current_release(folder)
    upgrader = Upgrader(open_release(folder / STORE), read_release(folder).base, options.scheme)
    found: Counter[str] = Counter()
    sheet = _sheet(options.file, options.column)
    place = _place(sheet, options.file, options.column, upgrader)
    with _output(options.out, options.file, sheet.delimiter) as out:
        for cells in _upgrade_rows(sheet, place, upgrader, found):
            out.writerow(cells)
    numbers = ", ".join(f"{count:,} {status}" for status, count in sorted(found.items()))
    print(f"{numbers or 'nothing to upgrade'}", file=sys.stderr)
    return 0


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


def _init(options: argparse.Namespace) -> int:
    from lotgraph.cli.init import EXAMPLE, begin

    for path in begin(options.folder):
        print(f"wrote {path}")
    there = "" if options.folder == Path() else f"cd {options.folder} && "
    print(f"next: set base in lotgraph.toml, then\n  {there}lotgraph up {EXAMPLE}")
    return 0
