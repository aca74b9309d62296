"""Lines of sorted N-Quads as bytes (N-Quads 1.1, 2), without the cost of parsing each: terms stay as written."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import IO, NamedTuple

import zstandard

from lotgraph.errors import ReleaseError
from lotgraph.formats.frames import is_there, open_plain, state_of
from lotgraph.rdf.terms import Term
from lotgraph.schema.vocabulary import ESCAPES, expand

_DUMP = "dumps/lotgraph.nq"
_ESCAPED = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?', re.DOTALL)
_STRING, _LANG_STRING = expand("xsd:string"), expand("rdf:langString")
_PLAIN = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


class Quad(NamedTuple):
    """The terms of a line, as they are written; ``graph`` is empty in a line of N-Triples."""

    subject: str
    predicate: str
    object: str
    graph: str = ""


def dump_of(release: Path) -> Path:
    """The dump of all data graphs of a release as N-Quads, packed or not.  Raises ReleaseError where it has none."""
    path = release / _DUMP
    if is_there(path):
        return path
    raise ReleaseError(f"{release}: has no dump {_DUMP}, which releases are compared by; build it with that format")


@contextmanager
def lines_of(path: Path) -> Iterator[Iterator[bytes]]:
    """The lines of a file of sorted N-Quads, packed or not, in constant memory.

    Raises ReleaseError where it cannot be read, or a line stands before one that it should follow.
    """
    with _opened(path) as file:
        yield _in_order(path, file)


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    try:
        file = open_plain(path)
    except OSError as error:
        raise _unreadable(path, error) from error
    with file:
        yield file


def _in_order(path: Path, file: Iterable[bytes]) -> Iterator[bytes]:
    last = b""
    try:
        for line in file:
            if line <= last:
                out_of_place = f"{_shorten(line)} stands too late"
                raise ReleaseError(f"{path}: is not sorted, so it was changed since lotgraph wrote it: {out_of_place}")
            yield line
            last = line
    except (OSError, EOFError, zlib.error, zstandard.ZstdError) as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> ReleaseError:
    return ReleaseError(f"{path}: cannot be read: {getattr(error, 'strerror', '') or error}")


_LEAST = 1 << 19
_MOST = 1 << 22
_CUTS = 63
"""A segment ends before one subject of so many and one, by its checksum."""


def cut_lines(lines: IO[bytes]) -> Iterator[bytes]:
    """Sorted lines in segments that end where another subject begins.

    Where that is depends on the subjects near by alone, so that a change leaves most segments as they were.
    """
    segment: list[bytes] = []
    size = 0
    while block := lines.read(_LEAST - size if size < _LEAST else 0) + lines.readline():
        segment.append(block)
        size += len(block)
        if size < _LEAST:
            continue
        subject = block[block.rfind(b"\n", 0, -1) + 1 :].partition(b" ")[0]
        for line in lines:
            begins = line.partition(b" ")[0]
            if begins != subject and (zlib.crc32(begins) & _CUTS == 0 or size >= _MOST):
                yield b"".join(segment)
                segment, size = [line], len(line)
                break
            subject = begins
            segment.append(line)
            size += len(line)
    if segment:
        yield b"".join(segment)


def name_segment(segment: bytes) -> bytes:
    """What tells a segment from all others."""
    return hashlib.blake2b(segment, digest_size=16).digest()


@contextmanager
def differing_lines(old: Path, new: Path) -> Iterator[tuple[Iterator[bytes], Iterator[bytes]]]:
    """The lines of two files of sorted N-Quads but for segments that they have in common, as ``lines_of`` gives them.

    What is said of a subject is left out as a whole or not at all.
    """
    one, other = find_segments(old), find_segments(new)
    common = one.keys() & other.keys()
    with _opened(old) as before, _opened(new) as after:
        yield _in_order(old, _lines(before, one, common)), _in_order(new, _lines(after, other, common))


Segments = Mapping[bytes, tuple[int, int]]
"""Where each segment of a file begins and how long it is, by its name, in the order of the file."""


def find_segments(path: Path) -> Segments:
    """The segments of a file of sorted N-Quads, packed or not.  Raises ReleaseError where it cannot be read."""
    return _find_segments(path, state_of(path))


@lru_cache(maxsize=4)
def _find_segments(path: Path, state: tuple[int, int]) -> Segments:
    """By the state of the file, as a build asks for the same several times."""
    del state
    found, start = {}, 0
    with _opened(path) as file:
        try:
            for segment in cut_lines(file):
                found[name_segment(segment)] = (start, len(segment))
                start += len(segment)
        except (OSError, EOFError, zlib.error, zstandard.ZstdError) as error:
            raise _unreadable(path, error) from error
    return MappingProxyType(found)


def _lines(file: IO[bytes], segments: Segments, common: AbstractSet[bytes]) -> Iterator[bytes]:
    for name, (start, length) in segments.items():
        if name not in common:
            file.seek(start)
            yield from file.read(length).splitlines(keepends=True)


def subject_of(line: bytes) -> bytes:
    """The subject of a line, and the space behind it: what all lines of that subject begin with."""
    return line[: line.find(b" ") + 1]


def parse_line(line: bytes) -> Quad:
    """The terms of a line.  Raises ReleaseError where it is not one of N-Quads."""
    try:
        subject, predicate, rest = line.decode().split(" ", 2)
        rest, end = rest.removesuffix(" .\n"), rest[-3:]
        if end != " .\n":
            raise ValueError
    except ValueError:
        raise ReleaseError(f"a line of the dump is not N-Quads: {_shorten(line)}") from None
    before, _, last = rest.rpartition(" ")
    # An IRI that comes last is the graph, unless it is all that is left or the end of a literal.
    named = before and last[:1] == "<" and '"' not in last
    return Quad(subject, predicate, before, last) if named else Quad(subject, predicate, rest)


def write_literal(text: str, language: str = "", datatype: str = "") -> str:
    """A literal as a canonical term (RDF Dataset Canonicalization 1.0, 5)."""
    for character, escaped in ESCAPES:
        text = text.replace(character, escaped)
    if language:
        return f'"{text}"@{language}'
    return f'"{text}"' if datatype in {"", _STRING} else f'"{text}"^^<{datatype}>'


class Value(NamedTuple):
    """What a literal says: its text, and its datatype or its language, as far as the term names them."""

    text: str
    language: str = ""
    datatype: str = ""


def value_in(term: str) -> Value | None:
    """The literal that a term is; None where it is none."""
    found = _LITERAL.fullmatch(term) if term[:1] == '"' else None
    if found is None:
        return None
    text, language, datatype = found.groups()
    text = _ESCAPED.sub(_unescape, text) if "\\" in text else text
    return Value(text, language or "", datatype or "")


def read_term(text: str) -> Term:
    """A term as it stands in a line."""
    if text[:1] == "<":
        return Term(text[1:-1], "iri")
    value = value_in(text)
    if value is None:
        return Term(text[2:], "blank")
    return Term(value.text, "literal", value.datatype or (_LANG_STRING if value.language else _STRING), value.language)


def write_term(term: Term) -> str:
    """A term as it stands in a line."""
    if term.kind == "literal":
        return write_literal(term.value, term.language, term.datatype)
    return f"<{term.value}>" if term.kind == "iri" else f"_:{term.value}"


def value_of(term: str) -> str:
    """What a term says: an IRI without its brackets, the text of a literal."""
    if term[:1] == "<":
        return term[1:-1]
    found = value_in(term)
    return found.text if found else term


def language_of(term: str) -> str:
    """The language tag of a literal; empty where it has none."""
    return "" if term[-1:] in '">' else term.rpartition("@")[2]


def _unescape(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    return chr(int(code, 16)) if code else _PLAIN.get(match[3], match[3])


def _shorten(line: bytes) -> str:
    return line[:100].decode(errors="replace").rstrip()
