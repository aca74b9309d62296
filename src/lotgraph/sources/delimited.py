"""CSV as it really comes: UTF-8, RFC 4180, read strictly, with the row of everything that is wrong."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TextIO

from lotgraph.errors import Problem
from lotgraph.sources.reading import CELL_SEPARATOR, LIMIT, LINE_SEPARATOR
from lotgraph.sources.wording import shown
from lotgraph.spreadsheet import unguard

_CHUNK = 5000
_SMALL = 1_000_000
_LONGEST_CELL = 4_000_000
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_FIELD = r'(?:"[^"]*+(?:""[^"]*+)*+"|[^",\r\n]*+)'
_RECORD = re.compile(rf"{_FIELD}(?:,{_FIELD})*+(?:\r\n|\r|\n)?")
_MARKS = ("\0", CELL_SEPARATOR, LINE_SEPARATOR)
"""Control characters that a bulk file cannot hold; the others are found with the types of the cells."""

_SUSPECTS = ('"', "\r", "\0", LINE_SEPARATOR, CELL_SEPARATOR + "'", CELL_SEPARATOR + "=")
"""What a chunk of rows must not hold to be copied without a look at each cell."""


@dataclass
class Delimited:
    """What was found in a CSV file: its header, how many rows were copied, the longest of them in bytes."""

    file: str
    header: list[str] = field(default_factory=list)
    rows: int = 0
    longest: int = 0
    refused: int = 0
    problems: list[Problem] = field(default_factory=list)
    formulas: list[Problem] = field(default_factory=list)

    def refuse(self, row: int, column: str, text: str) -> None:
        """Note a problem with a row, up to the limit."""
        self.refused += 1
        if self.refused <= LIMIT:
            self.problems.append(Problem(self.file, (row,), column, text))
        elif self.refused == LIMIT + 1:
            self.problems.append(Problem(self.file, (), "", f"has more such rows than the {LIMIT} that are named"))

    def warn_of_formulas(self, row: int, cells: list[str]) -> None:
        """Note the cells that a spreadsheet would run."""
        for column, cell in zip(self.header, cells, strict=True):
            if cell.startswith("=") and len(self.formulas) < LIMIT:
                text = f"{shown(cell)} starts with =; it is read as text, not as a formula"
                self.formulas.append(Problem(self.file, (row,), column, text))


def read_delimited(path: Path, file: str, target: Path) -> Delimited:
    """Check the rows of a CSV file and copy the sound ones to ``target``, as a bulk file."""
    found = Delimited(file)
    with path.open("rb") as start:
        if start.read(2) in _UTF16:
            found.refuse(1, "", "is UTF-16; save the file as “CSV UTF-8”")
            return found
    # Bytes that are not UTF-8 become surrogates, which fail where the row is known.
    with (
        path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as text,
        target.open("wb") as out,
        _long_cells(),
    ):
        _copy(text, out, found)
    return found


@contextmanager
def _long_cells() -> Iterator[None]:
    # The csv module has one limit for the process; it is put back.
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)


class _Records:
    """The records of a text, with the lines they were read from, up to the first that is no CSV."""

    def __init__(self, text: TextIO) -> None:
        self.lines: list[str] = []
        self.error = ""
        self._text = text

    def __iter__(self) -> Iterator[list[str]]:
        try:
            yield from csv.reader(self._kept(), strict=True)
        except csv.Error as error:
            self.error = str(error)

    def _kept(self) -> Iterator[str]:
        keep = self.lines.append
        for line in self._text:
            keep(line)
            yield line


def _copy(text: TextIO, out: BinaryIO, found: Delimited) -> None:
    records = _Records(text)
    stream = iter(records)
    header = next(stream, None)
    if header is not None:
        found.header = _header(header, found)
    records.lines.clear()
    row = 2
    while header and (chunk := list(islice(stream, _CHUNK))):
        _copy_chunk(chunk, row, records.lines, found, out)
        row += len(chunk)
        records.lines.clear()
    if records.error:
        found.refuse(row if header else 1, "", _syntax(records.error))


def _header(names: list[str], found: Delimited) -> list[str]:
    """The names of the header, in which bytes that are not UTF-8 are told."""
    for name in names:
        if (byte := _stray_byte(name)) is not None:
            found.refuse(1, "", _not_utf8(byte))
            return []
    if not names:
        found.refuse(1, "", "is empty; the first row must name the columns")
    return [name.strip() for name in names]


def _syntax(error: str) -> str:
    if "limit" in error:
        return f"has a cell of more than {_LONGEST_CELL} characters; is a quotation mark not closed?"
    if "end of data" in error:
        return "has a quotation mark that is not closed"
    return "has text after a closing quotation mark; write a quotation mark within a cell twice"


def _copy_chunk(chunk: list[list[str]], row: int, lines: list[str], found: Delimited, out: BinaryIO) -> None:
    width = len(found.header)
    if set(map(len, chunk)) == {width}:
        bulk = "\n".join([f"{n}{CELL_SEPARATOR}{CELL_SEPARATOR.join(r)}" for n, r in enumerate(chunk, row)])
        if (
            bulk.count("\n") == len(chunk) - 1
            and bulk.count(CELL_SEPARATOR) == len(chunk) * width
            and not any(suspect in bulk for suspect in _SUSPECTS)
            and _write(bulk, len(chunk), found, out)
        ):
            return
    _copy_each(row, lines, found, out)


def _write(bulk: str, rows: int, found: Delimited, out: BinaryIO) -> bool:
    try:
        data = bulk.encode()
    except UnicodeEncodeError:
        return False
    out.write(data)
    out.write(b"\n")
    found.rows += rows
    # The length of a small chunk is bound enough for that of its lines.
    longest = len(data) if len(data) < _SMALL else max(map(len, data.split(b"\n")))
    found.longest = max(found.longest, longest)
    return True


def _copy_each(first: int, lines: list[str], found: Delimited, out: BinaryIO) -> None:
    """Copy a chunk row by row, from its lines; the slow way, for rows that need a look at each cell."""
    reader = csv.reader(iter(lines), strict=True)
    start = 0
    for row, cells in enumerate(_until_error(reader), first):
        record = "".join(lines[start : reader.line_num])
        start = reader.line_num
        if not any(map(str.strip, cells)):
            continue
        faults = list(_faults(cells, record, found.header))
        for column, text in faults:
            found.refuse(row, column, text)
        if not faults:
            found.warn_of_formulas(row, cells)
            _write(CELL_SEPARATOR.join([str(row), *map(_folded, cells)]), 1, found, out)


def _until_error(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    # The error itself was noted when the chunk was read.
    try:
        yield from reader
    except csv.Error:
        return


def _faults(cells: list[str], record: str, header: list[str]) -> Iterator[tuple[str, str]]:
    """The column and the words for each reason not to copy a row."""
    if len(cells) != len(header):
        hint = "" if '"' in record or len(cells) < len(header) else "; quote a cell that has a comma"
        yield "", f"has {len(cells)} cell{'s' if len(cells) > 1 else ''}, the header has {len(header)}{hint}"
    elif '"' in record and not _RECORD.fullmatch(record):
        yield "", "has a quotation mark within a cell that is not quoted; quote the cell and double the mark"
    elif not record.rstrip("\r\n").isprintable():
        # Tabs, line feeds and odd spaces get here too; few records have any.
        for name, cell in zip(header, cells, strict=True):
            if (byte := _stray_byte(cell)) is not None:
                yield name, _not_utf8(byte)
            for mark in _MARKS:
                if mark in cell:
                    yield name, f"has a control character (U+{ord(mark):04X}); remove it"


def _stray_byte(text: str) -> int | None:
    return next((ord(c) - 0xDC00 for c in text if "\udc80" <= c <= "\udcff"), None)


def _not_utf8(byte: int) -> str:
    return f"is not UTF-8 (byte 0x{byte:02X}); save the file as “CSV UTF-8”"


def _folded(cell: str) -> str:
    """A cell for the bulk file: unguarded, its line endings one character that is not one."""
    return unguard(cell).replace("\r\n", "\n").replace("\r", "\n").replace("\n", LINE_SEPARATOR)
