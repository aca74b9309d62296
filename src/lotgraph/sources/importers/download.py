"""The files of a download: found, decoded, cut into records, told where they are not what was expected."""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from lotgraph.errors import DownloadError, Problem
from lotgraph.errors.problems import Code
from lotgraph.formats.delimited import (
    Header,
    Records,
    is_spreadsheet_error,
    long_cells,
)
from lotgraph.sources.importers.characters import printable
from lotgraph.sources.importers.folder import Target
from lotgraph.sources.wording import join_or, quote

_COLUMNS_SHOWN = 8
_GZIP = b"\x1f\x8b"
_PACKED = {
    b"PK\x03\x04": "is an archive or an Excel workbook; unpack it, or save its sheet as “CSV UTF-8”",
    b"\xd0\xcf\x11\xe0": "is an Excel workbook; save its sheet as “CSV UTF-8”",
    _GZIP: "is compressed; unpack it",
}
"""What a file says that begins so."""


_IRI = re.compile(r"https?://[^\s<>\"{}|\\^`\x00-\x20\x7f-\x9f]+")


@dataclass(frozen=True)
class Record:
    """A record of a file; rows are counted as a spreadsheet does, the header is row 1."""

    file: str
    row: int
    cells: dict[str, str]
    used: set[str] = field(default_factory=set, compare=False, repr=False)
    """The columns that were asked for, in any record of the file."""

    def __getitem__(self, column: str) -> str:
        self.used.add(column)
        return self.cells.get(column, "")


def refusal(code: Code, path: Path, message: str, *rows: int) -> DownloadError:
    """The error that a file or folder is not what is read here."""
    return DownloadError((Problem(path.as_posix(), rows, "", message, code=code),))


def files_below(folder: Path) -> tuple[Path, ...]:
    """The files in a folder and in the folders below it, two levels deep."""
    if not folder.is_dir():
        message = "is a file; name the folder of the download" if folder.exists() else "is not there"
        raise refusal(Code.WRONG_PATH, folder, message)
    found = (path for pattern in ("*", "*/*", "*/*/*") for path in folder.glob(pattern))
    return tuple(sorted(p for p in found if p.is_file() and p.name[0] != "."))


def content_of(path: Path) -> bytes:
    """The bytes of a file.  Raises InputError where it cannot be read or is packed."""
    if not path.is_file():
        what = "is a folder; name a file" if path.is_dir() else "is not there"
        said = "is not a regular file" if path.exists() and not path.is_dir() else what
        raise refusal(Code.WRONG_PATH, path, said)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise refusal(Code.UNREADABLE_FILE, path, f"cannot be read: {error.strerror}") from error
    for start, said in _PACKED.items():
        if content.startswith(start) and not (start == _GZIP and path.suffix.lower() == ".gz"):
            raise refusal(Code.UNSUPPORTED_FORMAT, path, said)
    return content


def decode(path: Path, target: Target, name: str = "") -> str:
    """The text of a file in UTF-8.

    Raises InputError, which names the line, where it is something else.
    """
    content = content_of(path)
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise refusal(Code.NOT_UTF_8, path, "is UTF-16; it must be UTF-8", 1)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        message = f"is not UTF-8 (byte 0x{content[error.start]:02X} in line {row})"
        raise refusal(Code.NOT_UTF_8, path, message, row) from error
    target.taken(name or path.name, content)
    return text


def records(
    path: Path,
    target: Target,
    needed: Iterable[str],
    *,
    tabs: bool = False,
    renamed: Mapping[str, str] = MappingProxyType({}),
    known: Collection[str] = (),
) -> Iterator[Record]:
    """The records of a CSV file, or of one that is tab-separated, in which no cell holds a line end.

    ``renamed`` are the names by which columns of another layout go here, by their own in capitals.  A record
    with too few or too many cells is set aside.  Where the columns that the file may have are ``known``, any other is
    reported.  Raises InputError where a column that is
    ``needed`` is not in the header.
    """
    needed = tuple(needed)
    text = decode(path, target)
    rows = _read_tabs(text) if tabs else _read_quoted(text, path, [name.lower() for name in (*needed, *renamed)])
    columns = Header.of(next(rows, []))
    header = [renamed.get(name.upper(), name) for name in columns.names]
    lacking = [name for name in needed if name not in header]
    if lacking:
        message = f"has no column {join_or(map(quote, lacking))}; {_has(header)}"
        raise refusal(Code.MISSING_COLUMN, path, message, 1)
    file, report = path.name, target.report
    report.opened(file)
    used = report.columns(file, header)
    for name in header if known else ():
        if name and name not in known:
            used.add(name)
            report.unknown_column(file, name)
    for row, cells in enumerate(rows, start=2):
        if not any(cells):
            continue
        report.read(file)
        if not len(header) <= len(cells) <= columns.widest or any(cells[len(header) :]):
            what = " ".join(cells[:3])
            report.set_aside(file, f"has {len(cells)} cells, the header has {len(header)}", row, what)
            continue
        yield Record(file, row, dict(zip(header, _values(cells, header, row, file, target), strict=True)), used)


def _values(cells: list[str], header: Sequence[str], row: int, file: str, target: Target) -> list[str]:
    """The cells under the header, empty where a spreadsheet left an error value, which is reported."""
    kept = cells[: len(header)]
    for place, cell in enumerate(kept):
        if is_spreadsheet_error(cell):
            target.report.missing(file, f"{header[place]} is an error value of a spreadsheet", row, cell)
            kept[place] = ""
    return kept


def header_of(path: Path, target: Target) -> list[str]:
    """The columns of a CSV file, to tell what it is."""
    return list(Header.of(next(_read_quoted(decode(path, target), path), [])).names)


def _has(header: list[str]) -> str:
    """What a header has, as the end of a message."""
    if not any(header):
        return "it is empty"
    first = ", ".join(map(quote, header[:_COLUMNS_SHOWN])) + (", …" if len(header) > _COLUMNS_SHOWN else "")
    return f"it has {first}"


def _read_tabs(text: str) -> Iterator[list[str]]:
    for line in text.split("\n"):
        yield [_bare(cell) for cell in line.removesuffix("\r").split("\t")]


def _bare(cell: str) -> str:
    """A cell without the quotation marks that Excel puts around one with a comma or a mark of its own."""
    inner = cell[1:-1]
    is_quoted = len(cell) > 1 and cell[0] == cell[-1] == '"' and '"' not in inner.replace('""', "")
    return inner.replace('""', '"') if is_quoted and ("," in inner or '"' in inner) else cell


def _read_quoted(text: str, path: Path, expected: Collection[str] = ()) -> Iterator[list[str]]:
    with long_cells():
        try:
            found = Records(io.StringIO(text, newline=""), expected)
        except ValueError as error:
            raise refusal(Code.UNCLEAR_DELIMITER, path, str(error), 1) from error
        yield from found
    if found.error:
        raise refusal(Code.CSV_SYNTAX, path, f"is not CSV: {found.error}", found.line)


def is_iri(text: str) -> bool:
    """Whether it is an IRI that starts with http:// or https://."""
    return bool(_IRI.fullmatch(text)) and text.isprintable()


def clean(record: Record, column: str, target: Target) -> str:
    """A cell without blanks around it and without control characters; what is taken away is reported."""
    raw = record[column].replace("\r\n", "\n").replace("\r", "\n")
    text = printable(raw)
    if text != raw:
        target.report.repaired(record.file, f"control characters in {column}", record.row, raw)
    if text.strip() != text:
        target.report.repaired(record.file, f"blanks around {column}", record.row, raw)
    return text.strip()


def closing(edges: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Of edges from a thing to what is above it, those that would close a cycle, in the order given."""
    above: dict[str, list[str]] = {}
    for child, parent in edges:
        above.setdefault(child, []).append(parent)
    found: dict[tuple[str, str], None] = {}
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
                found[child, parent] = None
            elif parent not in done:
                path[parent] = iter(above.get(parent, ()))
    return list(found)
