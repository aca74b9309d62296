"""The files of a download: found, decoded, cut into records, told where they are not what was expected."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lotgraph.errors import InputError, Problem
from lotgraph.importers.folder import Target
from lotgraph.sources.wording import listed, shown

_LONGEST_CELL = 4_000_000
_IRI = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20\x7f-\x9f]+")


@dataclass(frozen=True)
class Record:
    """A record of a file; rows are counted as a spreadsheet does, the header is row 1."""

    file: str
    row: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def refused(path: Path, said: str, *rows: int) -> InputError:
    """The error that a file or folder is not what is read here."""
    return InputError((Problem(path.as_posix(), rows, "", said),))


def files_below(folder: Path, suffixes: Sequence[str]) -> tuple[Path, ...]:
    """The files with one of these suffixes in a folder and in the folders below it, two levels deep."""
    if not folder.is_dir():
        raise refused(folder, "is a file; name the folder of the download" if folder.exists() else "is not there")
    found = (path for pattern in ("*", "*/*", "*/*/*") for path in folder.glob(pattern))
    return tuple(sorted(p for p in found if p.suffix.lower() in suffixes and p.is_file() and p.name[0] != "."))


def decoded(path: Path, target: Target, name: str = "") -> str:
    """The text of a file in UTF-8.

    Raises InputError, which names the line, where it is something else.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise refused(path, f"cannot be read: {error.strerror}") from error
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise refused(path, "is UTF-16; it must be UTF-8", 1)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise refused(path, f"is not UTF-8 (byte 0x{content[error.start]:02X} in line {row})", row) from error
    target.taken(name or path.name, content)
    return text


def records(path: Path, target: Target, needed: Iterable[str], *, tabs: bool = False) -> Iterator[Record]:
    """The records of a CSV file, or of one that is tab-separated and never quoted.

    A record with too few or too many cells is set aside.  Raises InputError where a column that is
    ``needed`` is not in the header.
    """
    text = decoded(path, target)
    rows = _tabbed(text) if tabs else _quoted(text, path)
    header = [name.strip() for name in next(rows, [])]
    lacking = [name for name in needed if name not in header]
    if lacking:
        has = f"it has {listed(map(shown, header))}" if any(header) else "it is empty"
        raise refused(path, f"has no column {listed(map(shown, lacking))}; {has}", 1)
    file, report = path.name, target.report
    report.opened(file)
    for row, cells in enumerate(rows, start=2):
        if not any(cells):
            continue
        report.read(file)
        if len(cells) != len(header):
            what = " ".join(cells[:3])
            report.set_aside(file, f"has {len(cells)} cells, the header has {len(header)}", row, what)
            continue
        yield Record(file, row, dict(zip(header, cells, strict=True)))


def header_of(path: Path, target: Target) -> list[str]:
    """The columns of a CSV file, to tell what it is."""
    return [name.strip() for name in next(_quoted(decoded(path, target), path), [])]


def _tabbed(text: str) -> Iterator[list[str]]:
    for line in text.split("\n"):
        yield line.removesuffix("\r").split("\t")


def _quoted(text: str, path: Path) -> Iterator[list[str]]:
    before = csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise refused(path, f"is not CSV: {error}", reader.line_num) from error
    finally:
        csv.field_size_limit(before)


def is_iri(text: str) -> bool:
    """Whether it is an IRI that starts with http:// or https://."""
    return bool(_IRI.fullmatch(text))


def clean(record: Record, column: str, target: Target) -> str:
    """A cell without blanks around it and without control characters; what is taken away is reported."""
    raw = record[column].replace("\r\n", "\n").replace("\r", "\n")
    text = raw.strip()
    if text != raw:
        target.report.repaired(record.file, f"blanks around {column}", record.row, raw)
    if text.isprintable():
        return text
    if any(unicodedata.category(c) == "Cc" and c not in "\n\t" for c in text):
        target.report.repaired(record.file, f"control characters in {column}", record.row, text)
        text = "".join(c if unicodedata.category(c) != "Cc" or c in "\n\t" else " " for c in text)
    return text


def closing(edges: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Of edges from a thing to what is above it, those that would close a cycle, in the order given."""
    above: dict[str, list[str]] = {}
    for child, parent in edges:
        above.setdefault(child, []).append(parent)
    found: set[tuple[str, str]] = set()
    done: set[str] = set()
    for start, parents in above.items():
        path = {} if start in done else {start: iter(parents)}
        while path:
            child, rest = next(reversed(path.items()))
            parent = next(rest, "")
            if not parent:
                done.add(child)
                del path[child]
            elif parent in path:
                found.add((child, parent))
            elif parent not in done:
                path[parent] = iter(above.get(parent, ()))
    return found
