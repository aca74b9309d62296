"""A table as delimited text, copied to a bulk file for the database, with the row of everything that is wrong."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import BinaryIO, TextIO

from lotgraph.errors import Problem
from lotgraph.errors.problems import Code, Fault
from lotgraph.formats.delimited import (
    Header,
    Records,
    encoding_refusal,
    long_cells,
    not_utf8,
    row_faults,
    stray_byte,
)
from lotgraph.formats.spreadsheet import unguard
from lotgraph.sources.reading import CELL_SEPARATOR, LIMIT, LINE_SEPARATOR
from lotgraph.sources.wording import quote

_CHUNK = 5000
_SMALL = 1_000_000
_MARKS = ("\0", CELL_SEPARATOR, LINE_SEPARATOR)
"""Control characters that a bulk file cannot hold; the others are found with the types of the cells."""

_SUSPECTS = ('"', "\r", "\0", LINE_SEPARATOR, CELL_SEPARATOR + "'", CELL_SEPARATOR + "=")
"""What a chunk of rows must not hold to be copied without a look at each cell."""


@dataclass
class Delimited:
    """What was found in a file: its header, how many rows were copied, the longest of them in bytes."""

    file: str
    layout: Header = field(default_factory=Header)
    delimiter: str = ","
    rows: int = 0
    longest: int = 0
    refused: int = 0
    problems: list[Problem] = field(default_factory=list)
    formulas: list[Problem] = field(default_factory=list)

    @property
    def header(self) -> list[str]:
        """The names of the columns."""
        return list(self.layout.names)

    def refuse(self, row: int, fault: Fault) -> None:
        """Note a problem with a row, up to the limit."""
        self.refused += 1
        if self.refused <= LIMIT:
            self.problems.append(Problem(self.file, (row,), fault.column, fault.text, code=fault.code))
        elif self.refused == LIMIT + 1:
            text = f"has more such rows than the {LIMIT} that are named"
            self.problems.append(Problem(self.file, (), "", text, code=Code.MORE_ROWS))

    def warn_of_formulas(self, row: int, cells: list[str]) -> None:
        """Note the cells that a spreadsheet would run."""
        for column, cell in zip(self.header, cells, strict=True):
            if cell.startswith("=") and len(self.formulas) < LIMIT:
                text = f"{quote(cell)} starts with =; it is read as text, not as a formula"
                self.formulas.append(Problem(self.file, (row,), column, text, code=Code.FORMULA_AS_TEXT))


def read_delimited(path: Path, file: str, target: Path, expected: Collection[str] = ()) -> Delimited:
    """Check the rows of a file and copy the sound ones to ``target``, as a bulk file.

    ``expected`` are names of columns, by which a delimiter that is in doubt is told.
    """
    found = Delimited(file)
    with path.open("rb") as start:
        if fault := encoding_refusal(start.read(8)):
            found.refuse(1, fault)
            return found
    # Bytes that are not UTF-8 become surrogates, which fail where the row is known.
    with (
        path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as text,
        target.open("wb") as out,
        long_cells(),
    ):
        _copy(text, out, found, expected)
    return found


def _copy(text: TextIO, out: BinaryIO, found: Delimited, expected: Collection[str]) -> None:
    try:
        records = Records(text, expected)
    except ValueError as error:
        found.refuse(1, Fault(Code.UNCLEAR_DELIMITER, "", str(error)))
        return
    found.delimiter = records.delimiter
    stream = iter(records)
    header = next(stream, None)
    if header is not None:
        found.layout = _header(header, found)
    records.lines.clear()
    row = 2
    while found.header and (chunk := list(islice(stream, _CHUNK))):
        _copy_chunk(chunk, row, records.lines, found, out)
        row += len(chunk)
        records.lines.clear()
    if records.error:
        found.refuse(row if header else 1, Fault(Code.CSV_SYNTAX, "", records.error))


def _header(names: list[str], found: Delimited) -> Header:
    """The names of the header, in which bytes that are not UTF-8 are told."""
    for name in names:
        if (byte := stray_byte(name)) is not None:
            found.refuse(1, Fault(Code.NOT_UTF_8, "", not_utf8(byte)))
            return Header()
    header = Header.of(names)
    if not header.names:
        found.refuse(1, Fault(Code.EMPTY_FILE, "", "is empty; the first row must name the columns"))
    return header


def _copy_chunk(chunk: list[list[str]], row: int, lines: list[str], found: Delimited, out: BinaryIO) -> None:
    width = len(found.header)
    narrow = _narrow(chunk, found.layout)
    if narrow is not None:
        bulk = "\n".join([f"{n}{CELL_SEPARATOR}{CELL_SEPARATOR.join(r)}" for n, r in enumerate(narrow, row)])
        if (
            bulk.count("\n") == len(chunk) - 1
            and bulk.count(CELL_SEPARATOR) == len(chunk) * width
            and not any(suspect in bulk for suspect in _SUSPECTS)
            and _write(bulk, len(chunk), found, out)
        ):
            return
    _copy_each(row, lines, found, out)


def _narrow(chunk: list[list[str]], header: Header) -> list[list[str]] | None:
    """The rows as wide as the header, without the empty cells of columns without a name; None where one is not that."""
    width, widths = len(header.names), set(map(len, chunk))
    if widths == {width}:
        return chunk
    if min(widths) < width or max(widths) > header.widest or any(any(row[width:]) for row in chunk):
        return None
    return [header.row(row) for row in chunk]


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
    reader = csv.reader(iter(lines), delimiter=found.delimiter, strict=True)
    start = 0
    for row, cells in enumerate(_until_error(reader), first):
        record = "".join(lines[start : reader.line_num])
        start = reader.line_num
        if not any(map(str.strip, cells)):
            continue
        faults = list(_faults(cells, record, found))
        for fault in faults:
            found.refuse(row, fault)
        if not faults:
            kept = found.layout.row(cells)
            found.warn_of_formulas(row, kept)
            _write(CELL_SEPARATOR.join([str(row), *map(_fold, kept)]), 1, found, out)


def _until_error(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    # The error itself was noted when the chunk was read.
    try:
        yield from reader
    except csv.Error:
        return


def _faults(cells: list[str], record: str, found: Delimited) -> Iterator[Fault]:
    """Each reason not to copy a row."""
    faults = list(row_faults(cells, record, found.layout, found.delimiter))
    yield from faults
    if not faults and not record.rstrip("\r\n").isprintable():
        for name, cell in zip(found.header, cells, strict=False):
            for mark in _MARKS:
                if mark in cell:
                    message = f"has a control character (U+{ord(mark):04X}); remove it"
                    yield Fault(Code.CONTROL_CHARACTER, name, message)


def _fold(cell: str) -> str:
    """A cell for the bulk file: unguarded, its line endings one character that is not one."""
    return unguard(cell).replace("\r\n", "\n").replace("\r", "\n").replace("\n", LINE_SEPARATOR)
