"""Delimited text (RFC 4180 and its relatives): which delimiter it has, its records, and what is wrong with them.

Every reader of such files is built on this module, so that a file is read in one way or refused in one way wherever
it is given.  The delimiter is that of the header: a comma, a semicolon or a tab, where only one of them can be meant,
or the one that a first line ``sep=;`` states, as Excel writes it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from typing import Final

from lotgraph.errors import InputError, Problem
from lotgraph.errors.problems import Code, Fault

DELIMITERS: Final = (",", ";", "\t")
LONGEST_CELL: Final = 4_000_000
"""Characters of a cell; a longer one is a quotation mark that nobody closed."""

NAMES: Final = {",": "commas", ";": "semicolons", "\t": "tabs"}
_SAMPLE: Final = 40
"""Records after the header that must fit where the header alone does not tell the delimiter."""

_STATED: Final = re.compile(r'"?sep=([^\w\s"]|\t)"?[,;\t]*(?:\r\n|\r|\n)?', re.IGNORECASE)
_OTHERS: Final = re.compile(r"[|:^~]")
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_PACKED: Final = {
    b"PK\x03\x04": "is an Excel workbook or an archive; save its sheet as “CSV UTF-8”",
    b"\xd0\xcf\x11\xe0": "is an Excel workbook; save its sheet as “CSV UTF-8”",
    b"\x1f\x8b": "is compressed; unpack it",
}
_AS_UTF8: Final = "save the file as “CSV UTF-8”"

SPREADSHEET_ERROR: Final = (
    r"#[^\s#0-9][^\s#]{0,30}[!?]|#(N/A|NV|N/D|N/B|I/T|YOK|HIÁNYZIK|Н/Д|GETTING_DATA)|#{3,}|Err:[0-9]{3}"
)
"""Pattern, for Python and RE2, of what spreadsheets save for a formula that failed or a column too narrow to show.

``#REF!`` and its like end in a mark and are in capitals, in every language; those of “not available” are listed.
"""

_ERROR: Final = re.compile(SPREADSHEET_ERROR)


@dataclass(frozen=True)
class Layout:
    """The delimiter of a text, and how many lines before the header only state it."""

    delimiter: str
    before: int = 0


@dataclass(frozen=True)
class Sheet:
    """A whole file: its header and its rows with their numbers, counted as a spreadsheet does: the header is row 1."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    delimiter: str = ","


def is_spreadsheet_error(text: str) -> bool:
    """Whether a cell is what a spreadsheet saves in place of a value: ``#N/A``, ``#REF!``, ``########``."""
    bare = text.strip()
    return bare[:1] in {"#", "E"} and bool(_ERROR.fullmatch(bare)) and bare in {bare.upper(), bare.capitalize()}


def encoding_refusal(start: bytes) -> Fault | None:
    """Why a file that begins with these bytes is no text in UTF-8; None where nothing speaks against it."""
    wide = len(start) > 3 and (start[1] == start[3] == 0 or start[0] == start[2] == 0) and start[:4] != bytes(4)
    if start[:2] in _UTF16 or wide:
        return Fault(Code.NOT_UTF_8, "", f"is UTF-16; {_AS_UTF8}")
    message = next((message for magic, message in _PACKED.items() if start.startswith(magic)), "")
    return Fault(Code.UNSUPPORTED_FORMAT, "", message) if message else None


def layout(sample: Sequence[str], expected: Collection[str] = ()) -> Layout:
    """How the text is laid out whose first lines these are; ``expected`` are names of columns, in lower case.

    Raises ValueError, which says what to do, where the delimiter is in doubt.
    """
    stated = _STATED.fullmatch(sample[0]) if sample else None
    if stated:
        return Layout(stated[1], 1)
    tried = {mark: _split(sample, mark) for mark in DELIMITERS}
    marks = [mark for mark, records in tried.items() if records and len(records[0]) > 1]
    if len(marks) > 1 or (marks and marks != [","]):
        return Layout(_chosen({mark: tried[mark] for mark in marks}, expected))
    header = sample[0].strip() if sample else ""
    other = _OTHERS.search(header) if not marks and header.lower() not in expected else None
    if other and _repeats(sample, other[0]):
        raise ValueError(f"has “{other[0]}” between the cells; {_advice()}")
    return Layout(",")


def _advice() -> str:
    return "save it with commas between the cells, as “CSV UTF-8”, or write a first line sep=; with the mark it has"


def _repeats(sample: Sequence[str], mark: str) -> bool:
    """Whether every line has the mark as often as the first one."""
    count = sample[0].count(mark)
    return len(sample) > 1 and all(line.count(mark) == count for line in sample if line.strip())


def _chosen(tried: dict[str, list[list[str]]], expected: Collection[str]) -> str:
    """The one of several delimiters that is meant: that which gives names that are known, or rows that fit."""
    known = {mark: sum(name.strip().lower() in expected for name in rows[0]) for mark, rows in tried.items()}
    best = [mark for mark, count in known.items() if count and count == max(known.values())]
    if len(best) == 1:
        return best[0]
    fit = [mark for mark in best or tried if _fits(tried[mark])]
    if len(fit) == 1:
        return fit[0]
    if not fit and "," in tried:
        # What is wrong with the rows is said of each.
        return ","
    marks = " and ".join(NAMES[mark] for mark in tried)
    also = "" if len(tried) > 1 else ", which part the rows below into another number of cells"
    raise ValueError(f"has {marks} in its first row{also}; it is in doubt what parts the cells: {_advice()}")


def _fits(records: Sequence[Sequence[str]]) -> bool:
    header, *rows = records
    return all(len(row) == len(header) for row in rows if any(map(str.strip, row)))


def _split(sample: Iterable[str], delimiter: str) -> list[list[str]]:
    """The first records, if this is the delimiter; those from the first that cannot be read on are left out."""
    records: list[list[str]] = []
    lines = [line for line in sample if line.strip()]
    try:
        records.extend(csv.reader(iter(lines), delimiter=delimiter, strict=True))
    except csv.Error:
        return records
    return records


class Records:
    """The records of a text and the lines they were read from, up to the first that is none; ``error`` says why.

    Raises ValueError where the delimiter is in doubt.
    """

    def __init__(self, text: Iterable[str], expected: Collection[str] = ()) -> None:
        lines = iter(text)
        sample = list(islice(lines, _SAMPLE))
        found = layout(sample, expected)
        self.delimiter = found.delimiter
        self.before = found.before
        self.lines: list[str] = []
        self.error = ""
        self.line = found.before
        self._text = chain(sample[found.before :], lines)

    def __iter__(self) -> Iterator[list[str]]:
        reader = csv.reader(self._remembered(), delimiter=self.delimiter, strict=True)
        try:
            for record in reader:
                self.line = self.before + reader.line_num
                yield record
        except csv.Error as error:
            self.line = self.before + reader.line_num
            self.error = _syntax(str(error))

    def _remembered(self) -> Iterator[str]:
        remember = self.lines.append
        for line in self._text:
            remember(line)
            yield line


@contextmanager
def long_cells() -> Iterator[None]:
    """Let cells be as long as ``LONGEST_CELL``: the csv module has one limit for the process, which is put back."""
    before = csv.field_size_limit(LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _syntax(error: str) -> str:
    if "limit" in error:
        return f"has a cell of more than {LONGEST_CELL} characters; is a quotation mark not closed?"
    if "end of data" in error:
        return "has a quotation mark that is not closed"
    return "has text after a closing quotation mark; write a quotation mark within a cell twice"


@dataclass(frozen=True)
class Header:
    """The names of the columns, and how many cells a row may have: spreadsheets leave empty columns at the end."""

    names: tuple[str, ...] = ()
    widest: int = 0

    @classmethod
    def of(cls, cells: Sequence[str]) -> Header:
        """The header that a record is."""
        names = [cell.strip() for cell in cells]
        while names and not names[-1]:
            names.pop()
        return cls(tuple(names), len(cells))

    def row(self, cells: Sequence[str]) -> list[str]:
        """The cells of a row that have a name."""
        return list(cells[: len(self.names)])


def row_faults(cells: Sequence[str], record: str, header: Header, delimiter: str) -> Iterator[Fault]:
    """Each reason not to take a row; ``record`` is the text that it was read from."""
    width = len(header.names)
    if not width <= len(cells) <= header.widest or any(map(str.strip, cells[width:])):
        hint = "" if '"' in record or len(cells) < width else f"; quote a cell that has {_a_mark(delimiter)}"
        yield Fault(
            Code.CELL_COUNT, "", f"has {len(cells)} cell{'s' if len(cells) > 1 else ''}, the header has {width}{hint}"
        )
    elif '"' in record and not _record(delimiter).fullmatch(record):
        message = "has a quotation mark within a cell that is not quoted; quote the cell and double the mark"
        yield Fault(Code.CSV_SYNTAX, "", message)
    elif not record.rstrip("\r\n").isprintable():
        # Tabs, line feeds and odd spaces get here too; few records have any.
        for name, cell in zip(header.names, cells, strict=False):
            if (byte := stray_byte(cell)) is not None:
                yield Fault(Code.NOT_UTF_8, name, not_utf8(byte))


def _a_mark(delimiter: str) -> str:
    return {",": "a comma", ";": "a semicolon", "\t": "a tab"}.get(delimiter, f"a “{delimiter}”")


@lru_cache(maxsize=8)
def _record(delimiter: str) -> re.Pattern[str]:
    mark = re.escape(delimiter)
    cell = rf'(?:"[^"]*+(?:""[^"]*+)*+"|[^"{mark}\r\n]*+)'
    return re.compile(rf"{cell}(?:{mark}{cell})*+(?:\r\n|\r|\n)?")


def stray_byte(text: str) -> int | None:
    """The first byte that is not UTF-8, in a text decoded with ``surrogateescape``."""
    return next((ord(c) - 0xDC00 for c in text if "\udc80" <= c <= "\udcff"), None)


def not_utf8(byte: int) -> str:
    """The words for such a byte."""
    return f"is not UTF-8 (byte 0x{byte:02X}); {_AS_UTF8}"


def read_sheet(content: bytes, file: str, expected: Collection[str] = ()) -> Sheet:
    """Read a whole file, a list with its header; rows that hold nothing are left out, short ones are filled up.

    Raises InputError, which names the file, the row and the column of everything that is wrong.
    """
    if fault := encoding_refusal(content[:8]):
        raise InputError((Problem(file, (1,), "", fault.text, code=fault.code),))
    text = content.decode("utf-8-sig", errors="surrogateescape")
    with long_cells():
        try:
            records = Records(io.StringIO(text, newline=""), expected)
        except ValueError as error:
            raise InputError((Problem(file, (1,), "", str(error), code=Code.UNCLEAR_DELIMITER),)) from error
        stream = iter(records)
        header = Header.of(next(stream, []))
        problems = list(_header_problems(header.names, file, records))
        rows: list[tuple[int, tuple[str, ...]]] = []
        records.lines.clear()
        number = 1
        for number, read in enumerate(stream, 2) if header.names else ():
            record = "".join(records.lines)
            records.lines.clear()
            if any(map(str.strip, read)):
                cells = [*read, *[""] * (len(header.names) - len(read))]
                faults = [*row_faults(cells, record, header, records.delimiter), *_error_values(cells, header)]
                problems += [Problem(file, (number,), each.column, each.text, code=each.code) for each in faults]
                rows.append((number, tuple(header.row(cells))))
    if records.error:
        problems.append(Problem(file, (number + 1,), "", records.error, code=Code.CSV_SYNTAX))
    if problems:
        raise InputError(tuple(problems))
    return Sheet(header.names, tuple(rows), records.delimiter)


def _header_problems(header: Sequence[str], file: str, records: Records) -> Iterator[Problem]:
    if not header and not records.error:
        yield Problem(file, (1,), "", "is empty; the first row must name the columns", code=Code.EMPTY_FILE)
    for name in header:
        if (byte := stray_byte(name)) is not None:
            yield Problem(file, (1,), "", not_utf8(byte), code=Code.NOT_UTF_8)


def _error_values(cells: Sequence[str], header: Header) -> Iterator[Fault]:
    for column, cell in zip(header.names, cells, strict=False):
        if is_spreadsheet_error(cell):
            yield Fault(Code.SPREADSHEET_ERROR, column, error_value(f"“{cell.strip()}”"))


def error_value(shown: str) -> str:
    """The words for an error value of a spreadsheet."""
    return f"{shown} is an error value of a spreadsheet; write the value, or leave the cell empty"
