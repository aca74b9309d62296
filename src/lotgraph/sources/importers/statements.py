"""The statements of RDF files in any syntax, by what they are about, each counted."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from lotgraph.errors import DownloadError, StoreError
from lotgraph.errors.problems import Code
from lotgraph.formats.delimited import encoding_refusal
from lotgraph.formats.media import FORMATS, Format, Kind
from lotgraph.rdf.store import serialization
from lotgraph.rdf.terms import Term
from lotgraph.schema.vocabulary import NAMESPACES
from lotgraph.sources.importers import nesting
from lotgraph.sources.importers.characters import printable
from lotgraph.sources.importers.download import content_of, refusal
from lotgraph.sources.importers.folder import Target
from lotgraph.sources.wording import join_or

_FORMATS: dict[str, Format] = {form.suffix: form for form in FORMATS if form.kind is not Kind.RESULTS}
_ALSO = {".owl": ".rdf", ".xml": ".rdf", ".skos": ".rdf", ".n3": ".ttl", ".turtle": ".ttl", ".json": ".jsonld"}
_STRING = f"{NAMESPACES['xsd']}string"
_FETCHES = "LoadDocumentCallback"


@dataclass(frozen=True)
class Statement:
    """One statement about a thing, and the file it stands in."""

    file: str
    predicate: str
    value: Term


Statements = dict[str, list[Statement]]
"""What is said, by the IRI of what it is about; a blank node starts with ``_:``."""


def key(term: Term) -> str:
    """What a term is called among the statements."""
    return f"_:{term.value}" if term.kind == "blank" else term.value


def read_statements(paths: Iterable[Path], target: Target, base: str = "") -> Statements:
    """The statements of all the files, relative IRIs under ``base``; those that stand in several are kept once.

    Raises InputError, which names the file and the line, where one is not RDF or its name does not say in which
    syntax it is.
    """
    found: Statements = {}
    seen: set[tuple[Term, str, Term]] = set()
    for path in paths:
        content = content_of(path)
        form, file = _form(path), path.name
        target.taken(file, content)
        content = _parseable(path, content, form)
        target.report.opened(file)
        try:
            for each in serialization.read(io.BytesIO(content), form, apart=True, base=base or _NOWHERE[form.name]):
                target.report.read(file)
                value = _without_marks(each.object)
                stated = (each.subject, each.predicate.value, value)
                if not base and (relative := _relative(*stated)):
                    raise refusal(Code.RDF_SYNTAX, path, f"has the relative IRI <{relative}>; {_SAY_BASE}")
                if stated in seen:
                    target.report.set_aside(file, "is there twice", 0, f"{key(each.subject)} {stated[1]}")
                    continue
                seen.add(stated)
                found.setdefault(key(each.subject), []).append(Statement(file, stated[1], value))
        except StoreError as error:
            raise _wrong(path, content, str(error), form, base) from error
    return found


_RELATIVE: Final = "http://relative.invalid/"
_NOWHERE: Final = defaultdict(str, jsonld=_RELATIVE)
"""The base of relative IRIs where none is said: JSON-LD leaves out what has one without a word."""

_SAY_BASE: Final = "say with --base what relative IRIs are under, like --base https://example.org/"


def _without_marks(term: Term) -> Term:
    return replace(term, language="", datatype=_STRING) if term.language == nesting.NO_LANGUAGE else term


def _relative(subject: Term, predicate: str, value: Term) -> str:
    """An IRI among these that was relative, as it was."""
    iris = (subject.value, predicate, value.value if value.kind == "iri" else "")
    return next((iri.removeprefix(_RELATIVE) for iri in iris if iri.startswith(_RELATIVE)), "")


def _form(path: Path) -> Format:
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() != ".gz"]
    last = suffixes[-1] if suffixes else ""
    form = _FORMATS.get(_ALSO.get(last, last))
    if form is None:
        known = join_or([*_FORMATS, *_ALSO])
        message = f"has no suffix that tells its syntax; name it {known}, or the same with .gz"
        raise refusal(Code.UNSUPPORTED_FORMAT, path, message)
    return form


def _parseable(path: Path, content: bytes, form: Format) -> bytes:
    """The bytes of a file, as its parser may be given them."""
    try:
        if path.suffix.lower() == ".gz":
            content = nesting.unpack(content)
        if fault := encoding_refusal(content[:8]):
            raise refusal(fault.code, path, fault.text, 1)
        content = content.removeprefix(b"\xef\xbb\xbf")
        if form.name == "rdfxml":
            return nesting.check_xml(content)
        if form.name == "jsonld":
            nesting.check_json(content)
        else:
            nesting.check_turtle(content)
    except nesting.NestingError as error:
        rows = [error.line] if error.line else []
        raise refusal(Code.RDF_SYNTAX, path, _labelled(str(error), form), *rows) from error
    return content


def _labelled(message: str, form: Format) -> str:
    return message.replace("is not XML", f"is not {form.label}", 1)


def _wrong(path: Path, content: bytes, error: str, form: Format, base: str) -> DownloadError:
    """The error of a parser in our words, with the line where it tells none itself."""
    statement = printable(error.removeprefix("the statements: "))
    if _FETCHES in statement:
        statement = "takes its @context from elsewhere, and nothing is fetched; put the context into the file"
        return refusal(Code.RDF_SYNTAX, path, statement)
    if "No scheme found" in statement and not base:
        statement += f"; {_SAY_BASE}"
    if "recursion" in statement.lower():
        statement = "is nested too deep"
    rows = [] if re.search(r"\bline \d", statement) else [_line_of_error(content, form, base)]
    return refusal(Code.RDF_SYNTAX, path, f"is not {form.label}: {statement}", *rows)


class _Lines(io.BytesIO):
    """A file that is read a line at a time, to tell how far a parser came."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self._ended = False
        self.count = 1

    def read(self, size: int | None = -1) -> bytes:
        """The rest of a line, at most so many bytes."""
        self.count += self._ended
        part = self.readline(size)
        self._ended = part.endswith(b"\n")
        return part


def _line_of_error(content: bytes, form: Format, base: str) -> int:
    """The line at which a parser gives up that does not tell it."""
    lines = _Lines(content)
    with suppress(StoreError):
        for _ in serialization.read(lines, form, apart=True, base=base):
            pass
    return lines.count
