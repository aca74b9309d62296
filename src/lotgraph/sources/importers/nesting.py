"""Bounds on files that are small and would cost much: depth, entities, what is unpacked.  Nothing here keeps a tree."""

from __future__ import annotations

import io
import re
import zlib
from typing import Final
from xml.parsers import expat

DEEPEST: Final = 200
"""How deep a file may be nested; RDF of people and of programs is some 20 deep."""

_LONGEST_ENTITY: Final = 1000
_UNPACKED: Final = 300
_ALWAYS: Final = 64 * 1024 * 1024
_STRINGS: Final = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_BRACKETS: Final = re.compile(rb"[\[\]{}]")
_TURTLE_TEXT: Final = re.compile(
    rb'"""(?:[^"\\]|\\.|"(?!""))*+"""|\'\'\'(?:[^\'\\]|\\.|\'(?!\'\'))*+\'\'\''
    rb'|"(?:[^"\\\n]|\\.)*+"|\'(?:[^\'\\\n]|\\.)*+\'|<[^<>\s]*+>|\#[^\n]*+',
    re.DOTALL,
)
_PARENTHESES: Final = re.compile(rb"[\[\](){}]|<<|>>")
_ATTRIBUTE: Final = re.compile(rb"\s([^\s=<>\"']+)\s*=\s*(\"[^\"]*\"|'[^']*')")
_DECLARED: Final = re.compile(rb"\A\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"'][^>]*\?>")

NO_LANGUAGE: Final = "x-no-language"
"""What stands for ``xml:lang=""`` (XML 1.0, 2.12: no language), which Oxigraph's parser refuses."""


class NestingError(ValueError):
    """A file would cost more than its size tells, or is not what its syntax says; ``line`` is 0 where it has none."""

    def __init__(self, message: str, line: int = 0) -> None:
        self.line = line
        super().__init__(message)


def unpack(content: bytes) -> bytes:
    """What a gzip file holds.  Raises NestingError where that is much more than packing can be about, or no gzip."""
    most = max(_ALWAYS, _UNPACKED * len(content))
    parts: list[bytes] = []
    held, rest = 0, content
    while rest:
        unpacker = zlib.decompressobj(wbits=31)
        try:
            parts.append(unpacker.decompress(rest, most - held + 1))
        except zlib.error as error:
            raise NestingError(f"is not gzip: {error}") from error
        held += len(parts[-1])
        if held > most:
            raise NestingError(f"unpacks to more than {_UNPACKED} times its size; unpack it yourself, if you trust it")
        if not unpacker.eof:
            raise NestingError("is not gzip: it ends before its end")
        rest = unpacker.unused_data
    return b"".join(parts)


def check_json(content: bytes) -> None:
    """Raise NestingError where JSON is nested too deep."""
    _check_brackets(content, _STRINGS, _BRACKETS)


def check_turtle(content: bytes) -> None:
    """Raise NestingError where Turtle, TriG or N3 is nested too deep."""
    _check_brackets(content, _TURTLE_TEXT, _PARENTHESES)


def _check_brackets(content: bytes, texts: re.Pattern[bytes], brackets: re.Pattern[bytes]) -> None:
    if sum(map(content.count, (b"[", b"{", b"(", b"<<"))) <= DEEPEST:
        return
    depth, place = 0, 0
    for found in re.finditer(texts.pattern + b"|" + brackets.pattern, content, re.DOTALL):
        mark = found[0]
        if mark in {b"[", b"{", b"(", b"<<"}:
            depth += 1
        elif mark in {b"]", b"}", b")", b">>"}:
            depth = max(depth - 1, 0)
        place = found.start()
        if depth > DEEPEST:
            raise _too_deep(content.count(b"\n", 0, place) + 1)


def _too_deep(line: int) -> NestingError:
    return NestingError(f"is nested more than {DEEPEST} deep, which no taxonomy is", line)


def check_xml(content: bytes) -> bytes:
    """RDF/XML that a parser may be given: in UTF-8, well-formed, with no entities but plain ones.

    Raises NestingError, which names the line, where it is not.
    """
    content = _as_utf8(content)
    check = _XmlCheck(content)
    parser = expat.ParserCreate()
    parser.ordered_attributes = True
    parser.StartElementHandler = check.start
    parser.EndElementHandler = check.end
    parser.EntityDeclHandler = check.declare
    check.parser = parser
    try:
        parser.Parse(content, True)  # noqa: FBT003 - the interface of expat
    except expat.ExpatError as error:
        raise NestingError(f"is not XML: {expat.ErrorString(error.code)}", error.lineno) from error
    return check.rewritten()


def _as_utf8(content: bytes) -> bytes:
    declared = _DECLARED.match(content)
    if declared is None or declared[1].lower() in {b"utf-8", b"utf8", b"us-ascii", b"ascii"}:
        return content
    name = declared[1].decode()
    try:
        text = content.decode(name)
    except (LookupError, UnicodeDecodeError) as error:
        raise NestingError(f"is not in {name}, as it says, or that is no encoding; save it as UTF-8", 1) from error
    head = content[: declared.start(1)].decode("ascii", "replace") + "UTF-8"
    return (head + text[declared.end(1) :]).encode()


class _XmlCheck:
    def __init__(self, content: bytes) -> None:
        self.parser: expat.XMLParserType
        self._content = content
        self._depth = 0
        self._expanded = 0
        self._without_language: list[int] = []

    def start(self, _name: str, attributes: list[str]) -> None:
        """An element begins."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise _too_deep(self.parser.CurrentLineNumber)
        for name, value in zip(attributes[::2], attributes[1::2], strict=True):
            if name == "xml:lang" and not value:
                self._without_language.append(self.parser.CurrentByteIndex)

    def end(self, _name: str) -> None:
        """An element ends."""
        self._depth -= 1

    def declare(
        self,
        name: str,
        is_parameter: bool,  # noqa: FBT001 - the interface of expat
        value: str | None,
        *elsewhere: str | None,
    ) -> None:
        """An entity is declared: one that stands for a short text is what editors write for namespaces."""
        line = self.parser.CurrentLineNumber
        # What else expat tells: the base, and the identifiers of an entity that stands elsewhere.
        if is_parameter or any(elsewhere[1:]) or value is None:
            raise NestingError(f"declares the entity {name} from elsewhere, and nothing is fetched", line)
        if "&" in value or "<" in value or len(value) > _LONGEST_ENTITY:
            message = f"declares the entity {name}, which holds other entities or is long; put its text in its place"
            raise NestingError(message, line)
        self._expanded += self._content.count(f"&{name};".encode()) * len(value)
        if self._expanded > _ALWAYS and self._expanded > 20 * len(self._content):
            raise NestingError(f"would grow by its entities to more than {self._expanded // 10**6} MB", line)

    def rewritten(self) -> bytes:
        """The content, with a tag of its own for each ``xml:lang=""``."""
        out, done = io.BytesIO(), 0
        for start in self._without_language:
            place = start
            while found := _ATTRIBUTE.search(self._content, place):
                place = found.end()
                if found[1] == b"xml:lang":
                    out.write(self._content[done : found.start(2)] + f'"{NO_LANGUAGE}"'.encode())
                    done = place
                    break
        out.write(self._content[done:])
        return out.getvalue()
