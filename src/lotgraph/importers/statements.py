"""The statements of RDF files in any syntax, by what they are about, each counted."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from lotgraph import store
from lotgraph.errors import StoreError
from lotgraph.importers.characters import printable
from lotgraph.importers.download import content_of, refused
from lotgraph.importers.folder import Target
from lotgraph.media import FORMATS, Format, Kind
from lotgraph.sources.wording import listed
from lotgraph.store import Term

_FORMATS: dict[str, Format] = {form.suffix: form for form in FORMATS if form.kind is not Kind.RESULTS}
_ALSO = {".owl": ".rdf", ".xml": ".rdf", ".skos": ".rdf", ".n3": ".ttl", ".turtle": ".ttl", ".json": ".jsonld"}
_FETCHES = "LoadDocumentCallback"


@dataclass(frozen=True)
class Said:
    """One statement about a thing, and the file it stands in."""

    file: str
    predicate: str
    value: Term


Statements = dict[str, list[Said]]
"""What is said, by the IRI of what it is about; a blank node starts with ``_:``."""


def key(term: Term) -> str:
    """What a term is called among the statements."""
    return f"_:{term.value}" if term.kind == "blank" else term.value


def read_statements(paths: Iterable[Path], target: Target) -> Statements:
    """The statements of all the files; those that stand in several are kept once.

    Raises InputError, which names the file and the line, where one is not RDF or its name does not say in which
    syntax it is.
    """
    found: Statements = {}
    seen: set[tuple[Term, str, Term]] = set()
    for path in paths:
        content, form = _content(path, target), _form(path)
        file = path.name
        target.report.opened(file)
        try:
            for each in store.read(io.BytesIO(content), form, apart=True):
                target.report.read(file)
                stated = (each.subject, each.predicate.value, each.object)
                if stated in seen:
                    target.report.set_aside(file, "is there twice", 0, f"{key(each.subject)} {stated[1]}")
                    continue
                seen.add(stated)
                found.setdefault(key(each.subject), []).append(Said(file, stated[1], each.object))
        except StoreError as error:
            raise refused(path, _wrong(str(error), form)) from error
    return found


def _form(path: Path) -> Format:
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() != ".gz"]
    last = suffixes[-1] if suffixes else ""
    form = _FORMATS.get(_ALSO.get(last, last))
    if form is None:
        known = listed([*_FORMATS, *_ALSO])
        raise refused(path, f"has no suffix that tells its syntax; name it {known}, or the same with .gz")
    return form


def _content(path: Path, target: Target) -> bytes:
    content = content_of(path)
    target.taken(path.name, content)
    if path.suffix.lower() == ".gz":
        try:
            content = gzip.decompress(content)
        except (OSError, EOFError, zlib.error) as error:
            raise refused(path, f"is not gzip: {error}") from error
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        raise refused(path, "is UTF-16; it must be UTF-8", 1)
    return content.removeprefix(b"\xef\xbb\xbf")


def _wrong(said: str, form: Format) -> str:
    said = printable(said.removeprefix("the statements: "))
    if _FETCHES in said:
        return "takes its @context from elsewhere, and nothing is fetched; put the context into the file"
    return f"is not {form.label}: {said}"
