"""Old IRIs and codes, and what is current in their place."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from lotgraph.errors import QueryError
from lotgraph.formats.delimited import Sheet
from lotgraph.rdf.store.query import Store
from lotgraph.rdf.terms import Statement
from lotgraph.schema.vocabulary import expand, mint

COLUMNS: Final = (
    "given",
    "status",
    "iri",
    "current_iri",
    "current_code",
    "reason",
    "last_release",
    "path",
    "schemes",
)
"""The columns of an answer as CSV; several values in a cell are parted by ``|``."""

_NOTATION = expand("skos:notation")
_SCHEME = expand("skos:inScheme")
_DEPRECATED = expand("owl:deprecated")
_SUCCESSOR = expand("lg:succeededBy")
_NOTE = expand("skos:historyNote")
_LAST = expand("lg:lastRelease")


@dataclass(frozen=True)
class Upgrade:
    """What became of one IRI or code.

    ``status`` is ``current``, ``replaced``, ``retired`` (without a successor), ``unknown`` or ``ambiguous`` (a code
    of several ``schemes``).  ``path`` leads from the old IRI over retired ones to the current ones.
    """

    given: str
    status: str
    iri: str = ""
    current: tuple[tuple[str, str], ...] = ()
    reason: str = ""
    last_release: str = ""
    path: tuple[str, ...] = ()
    schemes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The answer as an object."""
        current = [{"iri": iri, "code": code or None} for iri, code in self.current]
        statements: dict[str, Any] = {"given": self.given, "status": self.status, "current": current}
        for name in ("iri", "reason", "last_release", "path", "schemes"):
            if value := getattr(self, name):
                statements[name] = value
        return statements

    def as_cells(self) -> tuple[str, ...]:
        """The answer as the cells of ``COLUMNS``."""
        several = ([iri for iri, _ in self.current], [code for _, code in self.current if code])
        ends = (self.reason, self.last_release, "|".join(self.path), "|".join(self.schemes))
        return (self.given, self.status, self.iri, *map("|".join, several), *ends)


class Upgrader:
    """Finds what is current in one release (its ``store`` and ``base``).

    ``scheme`` chooses among codes: the IRI of a scheme or of one of its versions, or the id of a scheme; empty
    takes codes of any.
    """

    def __init__(self, store: Store, base: str, scheme: str = "") -> None:
        self._store = store
        self._retired = mint(base, "graph-retired")
        self._schemes = f"{base}id/"
        self._scheme = scheme if ":" in scheme or not scheme else mint(base, "scheme", scheme)

    def upgrade(self, given: str) -> Upgrade:
        """What became of an IRI or a code."""
        wanted = given.strip()
        if wanted.startswith(("http://", "https://")):
            statements = self._said(wanted)
            return self._followed(given, wanted, statements) if statements else Upgrade(given, "unknown")
        found = {iri: self._said(iri) for iri in self._store.holders(_NOTATION, wanted)} if wanted else {}
        by_scheme: dict[str, list[str]] = {}
        for iri in sorted(found):
            for scheme in {self._unversioned(each) for each in _values(found[iri], _SCHEME)} or {""}:
                by_scheme.setdefault(scheme, []).append(iri)
        if self._scheme:
            chosen = self._unversioned(self._scheme)
            by_scheme = {scheme: iris for scheme, iris in by_scheme.items() if scheme == chosen}
        if not by_scheme:
            return Upgrade(given, "unknown")
        if len({iri for iris in by_scheme.values() for iri in iris}) > 1 and len(by_scheme) > 1:
            return Upgrade(given, "ambiguous", schemes=tuple(sorted(filter(None, by_scheme))))
        iris = next(iter(by_scheme.values()))
        # A code that a scheme gave to another thing since means that one now.
        iri = next((each for each in iris if not self._is_retired(found[each])), iris[0])
        return self._followed(given, iri, found[iri])

    def _followed(self, given: str, iri: str, statements: tuple[Statement, ...]) -> Upgrade:
        if not self._is_retired(statements):
            return Upgrade(given, "current", iri, ((iri, self._code(statements)),))
        reason, last = ("".join(_values(statements, name)[:1]) for name in (_NOTE, _LAST))
        path, current = [iri], {}
        ahead = list(_values(statements, _SUCCESSOR))
        while ahead:
            step = ahead.pop(0)
            if step in path:
                continue
            path.append(step)
            next_said = self._said(step)
            if self._is_retired(next_said):
                ahead += _values(next_said, _SUCCESSOR)
            elif next_said:
                current[step] = self._code(next_said)
        status = "replaced" if current else "retired"
        return Upgrade(given, status, iri, tuple(sorted(current.items())), reason, last, tuple(path))

    def _said(self, iri: str) -> tuple[Statement, ...]:
        try:
            return self._store.describe_node(iri)
        except QueryError:
            return ()

    def _is_retired(self, statements: Iterable[Statement]) -> bool:
        return any(each.graph == self._retired and each.predicate.value == _DEPRECATED for each in statements)

    def _code(self, statements: Iterable[Statement]) -> str:
        return "".join(_values(statements, _NOTATION)[:1])

    def _unversioned(self, scheme: str) -> str:
        """A scheme without its version: taxonomy/{scheme}/{version} is the scheme taxonomy/{scheme}."""
        parts = scheme.removeprefix(self._schemes).split("/")
        return self._schemes + "/".join(parts[:2]) if scheme.startswith(self._schemes) else scheme


def _values(statements: Iterable[Statement], predicate: str) -> tuple[str, ...]:
    return tuple(sorted({each.object.value for each in statements if each.predicate.value == predicate}))


def known_columns(named: str | None) -> tuple[str, ...]:
    """The names, in lower case, by which the header of a list of IRIs or codes is told."""
    return (named.strip().lower(),) if named else ("code", "iri", "id", "uri")


def column_place(sheet: Sheet, named: str | None, upgrader: Upgrader) -> int:
    """The place of the column of that name, which must be there, or else the first one.

    Raises ValueError where the list seems to have no header, so that its first line would be lost.
    """
    place = sheet.header.index(named) if named is not None else 0
    first = sheet.header[place]
    below = sheet.rows[0][1][place] if sheet.rows else ""
    is_alike = bool(re.search(r"[0-9]", first)) and _shape(first) == _shape(below)
    is_code = not re.search(r"[^\W\d_]", first) or first.startswith(("http://", "https://"))
    if named is None and (is_alike or is_code or upgrader.upgrade(first).status != "unknown"):
        raise ValueError(f"has “{first}” in its first row, which is no name of a column; write a row above it: code")
    return place


def _shape(text: str) -> str:
    """A text with every digit and every letter as one of its kind."""
    return re.sub(r"[^\W\d_]", "a", re.sub(r"[0-9]", "0", text.strip()))


def csv_lines(upgrades: Iterable[Upgrade]) -> Iterator[str]:
    """The answers as CSV (RFC 4180), with a header."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for each in upgrades:
        writer.writerow(each.as_cells())
        yield out.getvalue()
        out.seek(0)
        out.truncate()
    yield out.getvalue()
