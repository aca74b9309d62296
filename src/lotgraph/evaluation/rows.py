"""How many rows an answer has, told from its bytes as they pass: one small state machine a format.

The native serializers tell nothing while they write, and a row at a time through Python is several times
slower.  Every machine takes the pieces of an answer, cut anywhere, and gives the rows that have begun so far.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, Protocol


class Counter(Protocol):
    """Counts the rows of one answer."""

    def __call__(self, piece: bytes) -> int:
        """Rows up to the end of this piece."""
        ...


def counter(form: str) -> Counter | None:
    """A counter for that format; None where it does not show its rows."""
    make = _COUNTERS.get(form)
    return make() if make else None


class _Tsv:
    """A line a row after the header: line breaks in terms are escaped.  ASK writes no line end."""

    def __init__(self) -> None:
        self._lines = 0

    def __call__(self, piece: bytes) -> int:
        self._lines += piece.count(b"\n")
        return max(0, self._lines - 1)


class _Csv:
    """A line a row after the header, but for line breaks in quotes; a quote in quotes is written twice."""

    def __init__(self) -> None:
        self._lines = 0
        self._quoted = False

    def __call__(self, piece: bytes) -> int:
        parts = piece.split(b'"')
        self._lines += b'"'.join(parts[self._quoted :: 2]).count(b"\n")
        self._quoted ^= len(parts) % 2 == 0
        return max(0, self._lines - 1)


class _Xml:
    """An element ``result`` a row; in terms, < is escaped."""

    def __init__(self) -> None:
        self._rows = 0
        self._rest = b""

    def __call__(self, piece: bytes) -> int:
        text = self._rest + piece
        self._rows += text.count(_RESULT)
        self._rest = text[-len(_RESULT) + 1 :]
        return self._rows


class _Json:
    """An object a row, in the only array of objects that there is: the first after ``[``, the others after ``},``."""

    def __init__(self) -> None:
        self._separators = 0
        self._begun = False
        self._quoted = False
        self._rest = b""
        self._tail = b""

    def __call__(self, piece: bytes) -> int:
        parts = self._unescaped(piece).split(b'"')
        # A quote stands for each string, so that what is on its two sides does not look adjacent.
        outside = self._tail + b'"'.join(parts[self._quoted :: 2])
        self._quoted ^= len(parts) % 2 == 0
        self._separators += outside.count(b"},{")
        self._begun = self._begun or b"[{" in outside
        self._tail = b"" if self._quoted else outside[-2:]
        return self._separators + self._begun

    def _unescaped(self, piece: bytes) -> bytes:
        """The piece without its escaped quotes; backslashes stand only in strings, in pairs or before one."""
        text = self._rest + piece
        self._rest = b""
        if b"\\" not in text:
            return text
        if (len(text) - len(text.rstrip(b"\\"))) % 2:
            text, self._rest = text[:-1], b"\\"
        return text.replace(b"\\\\", b"").replace(b'\\"', b"")


class _NTriples:
    """A triple a line."""

    def __init__(self) -> None:
        self._lines = 0

    def __call__(self, piece: bytes) -> int:
        self._lines += piece.count(b"\n")
        return self._lines


_RESULT: Final = b"<result>"

_COUNTERS: Final[Mapping[str, Callable[[], Counter]]] = MappingProxyType(
    {"json": _Json, "xml": _Xml, "csv": _Csv, "tsv": _Tsv, "ntriples": _NTriples}
)
