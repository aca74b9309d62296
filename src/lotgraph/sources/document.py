"""Places in a captured document, and what stands there.

A place is a span of Unicode code points, counted from 0, its end exclusive, in the text exactly as decoded:
newlines and a byte order mark count as they are, or a span would not be the same on every system.
Lines are counted from 1 and end at a line feed, as editors and grep count them.
Only :func:`read_document` reads a file; everything else is pure.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from lotgraph.errors import InputError, Problem
from lotgraph.errors.problems import Code
from lotgraph.schema import FORMS, Type

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, order=True)
class Span:
    """From the code point ``start`` up to, not including, ``end``; written ``1246-1254`` in fact tables."""

    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.start}-{self.end}"


@dataclass(frozen=True)
class Document:
    """One capture of one page: its text and the SHA-256 of its bytes; ``name`` serves the messages."""

    name: str
    text: str = field(repr=False)
    sha256: str
    lines: tuple[Span, ...] = field(repr=False, compare=False)

    def line(self, number: int) -> Span:
        """Give the line of that number, from 1, without its line ending."""
        if not 1 <= number <= len(self.lines):
            raise _error(Code.WRONG_PLACE, self.name, f"has {len(self.lines)} lines, there is no line {number}")
        return self.lines[number - 1]

    def find(self, line: int, phrase: str) -> Span:
        """Find the one place of a phrase in a line."""
        return self._find(self.line(line), phrase, f"line {line}")

    def find_within(self, span: Span, phrase: str) -> Span:
        """Find the one place of a phrase in a span: a word that its line repeats, by its surroundings."""
        self.read(span)
        return self._find(span, phrase, str(span))

    def read(self, span: Span) -> str:
        """Give the text of a span."""
        if not 0 <= span.start < span.end <= len(self.text):
            raise _error(Code.WRONG_PLACE, self.name, f"has {len(self.text)} code points, {span} is no place in it")
        return self.text[span.start : span.end]

    def digest(self, span: Span) -> str:
        """Give the SHA-256 of the UTF-8 bytes of a span, as in the table ``locators``."""
        return hashlib.sha256(self.read(span).encode()).hexdigest()

    def _find(self, span: Span, phrase: str, where: str) -> Span:
        start = self.text.find(phrase, span.start, span.end) if phrase else -1
        if start < 0:
            raise _error(Code.WRONG_PLACE, self.name, f"{where}: “{phrase}” is not there")
        # From the next code point, not from the end of the first: "aa" stands twice in "aaa".
        if self.text.find(phrase, start + 1, span.end) >= 0:
            raise _error(
                Code.WRONG_PLACE, self.name, f"{where}: “{phrase}” stands there more than once; give more of its text"
            )
        return Span(start, start + len(phrase))


def parse_span(text: str) -> Span:
    """Read the span in a cell such as ``1246-1254``."""
    form = FORMS[Type.SPAN]
    if not re.fullmatch(form.pattern, text):
        message = f"“{text}” is not like {form.example}"
        raise InputError((Problem("locators", (), "span", message, code=Code.WRONG_FORM),))
    start, end = map(int, text.split("-"))
    if start >= end:
        message = f"{text} ends before it starts"
        raise InputError((Problem("locators", (), "span", message, "S21", code=Code.WRONG_PLACE),))
    return Span(start, end)


def decode_document(name: str, data: bytes) -> Document:
    """Decode the bytes of a capture; they must be UTF-8."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"is not UTF-8: byte {error.start} is 0x{data[error.start]:02x}; a capture is kept as UTF-8"
        raise _error(Code.NOT_UTF_8, name, message) from error
    return Document(name, text, hashlib.sha256(data).hexdigest(), _lines(text))


def read_document(path: Path) -> Document:
    """Read the document in a file."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _error(Code.UNREADABLE_FILE, path.name, f"cannot be read: {error.strerror}") from error
    return decode_document(path.name, data)


def _lines(text: str) -> tuple[Span, ...]:
    # str.splitlines also breaks at form feeds and U+2028, and hides how long the line ending was.
    spans = []
    start = 0
    for part in text.split("\n"):
        end = start + len(part)
        ended = end < len(text)
        spans.append(Span(start, end - 1 if ended and part.endswith("\r") else end))
        start = end + 1
    if text.endswith("\n") or not text:
        spans.pop()
    return tuple(spans)


def _error(code: Code, name: str, text: str) -> InputError:
    return InputError((Problem(name, (), "", text, code=code),))
