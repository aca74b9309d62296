"""The concept schemes of SKOS files: their ids, titles, versions, and who publishes them under which licence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from lotgraph.schema.vocabulary import NAMESPACES, compact, slug
from lotgraph.sources.importers.characters import printable, text_of
from lotgraph.sources.importers.download import is_iri
from lotgraph.sources.importers.folder import Target
from lotgraph.sources.importers.statements import Statement, Statements, key

_DCT, _RDFS, _SKOS = NAMESPACES["dct"], NAMESPACES["rdfs"], NAMESPACES["skos"]
_DC: Final = "http://purl.org/dc/elements/1.1/"
_TITLES: Final = (f"{_DCT}title", f"{_DC}title", f"{_SKOS}prefLabel", f"{_RDFS}label")
_VERSIONS: Final = (
    f"{NAMESPACES['owl']}versionInfo",
    f"{NAMESPACES['dcat']}version",
    f"{NAMESPACES['schema']}version",
    "http://purl.org/pav/version",
    f"{_DCT}modified",
    f"{_DCT}issued",
)
_PUBLISHERS: Final = (f"{_DCT}publisher", f"{_DC}publisher", f"{_DCT}creator", f"{_DC}creator")
_LICENCES: Final = (f"{_DCT}license", f"{_DCT}rights", f"{_DC}rights")
_NAMES: Final = (f"{NAMESPACES['foaf']}name", f"{NAMESPACES['schema']}name", *_TITLES)
_READ: Final = {*_TITLES, *_VERSIONS, *_PUBLISHERS, *_LICENCES, f"{_SKOS}hasTopConcept", f"{NAMESPACES['rdf']}type"}
_SAID_ONCE: Final = _READ - {f"{_SKOS}hasTopConcept", f"{NAMESPACES['rdf']}type"}
_NAMELESS: Final = {
    "id",
    "scheme",
    "conceptscheme",
    "concept-scheme",
    "concepts",
    "thesaurus",
    "vocabulary",
    "taxonomy",
}
"""Parts of an IRI that do not tell one scheme from another."""

_GENERAL: Final = {"occupation", "occupations", "skill", "skills", "jobs"}
"""Parts that do with another before them."""

_NOT_STATED: Final = "not-stated"
_RESERVED: Final = {"lotgraph-skills", "source"}


class Schemes:
    """The schemes that are described or that concepts are in."""

    def __init__(self, about: Statements, target: Target, language: str) -> None:
        self._about = about
        self._target = target
        self._language = language
        self._named = {
            statement.value.value
            for statements in about.values()
            for statement in statements
            if statement.predicate in {f"{_SKOS}inScheme", f"{_SKOS}topConceptOf"}
        }
        self._named |= {
            iri for iri, statements in about.items() if any(s.predicate == f"{_SKOS}hasTopConcept" for s in statements)
        }
        self._agents = {
            key(statement.value)
            for statements in about.values()
            for statement in statements
            if statement.predicate in _PUBLISHERS and statement.value.kind != "literal"
        }
        self._versions: dict[str, str] = {}
        self._main = ""
        self._used: set[tuple[str, Statement]] = set()
        self._kept: set[str] = set()
        self.publisher = next((name for iri in sorted(self._named) if (name := self._name(iri, _PUBLISHERS))), "")

    def is_named(self, subject: str) -> bool:
        """Whether concepts are in it, or tops of it."""
        return subject in self._named

    def is_agent(self, subject: str) -> bool:
        """Whether it is who publishes something."""
        return subject in self._agents

    def read(self, scheme: str, statements: list[Statement], *, is_empty: bool) -> None:
        """Set aside what is said of a scheme and not read; what is said twice is judged when it is written."""
        for statement in statements:
            if is_empty:
                self._aside(scheme, statement, "is of a scheme without a concept that is kept")
            elif statement.predicate not in _READ:
                self._aside(scheme, statement, f"no table has a place for {compact(statement.predicate)} of a scheme")
        if not is_empty:
            self._kept.add(scheme)

    def _aside(self, scheme: str, statement: Statement, reason: str) -> None:
        named = "" if scheme.startswith("_:") else scheme
        value = "" if statement.value.kind == "blank" else printable(statement.value.value)
        self._target.report.set_aside(statement.file, reason, 0, f"{named} {value}")

    def _set_aside_unused(self) -> None:
        """Set aside of what is read of schemes what no table got: a second title, version, publisher, licence."""
        for scheme in sorted(self._kept):
            for statement in self._about[scheme]:
                if statement.predicate in _SAID_ONCE and (scheme, statement) not in self._used:
                    reason = f"{compact(statement.predicate)} of a scheme is a second one, or is not used"
                    self._aside(scheme, statement, reason)

    def write(self, members: Mapping[str, int]) -> dict[str, str]:
        """Write the schemes that have members; gives their ids by IRI (empty: the files name none)."""
        ids: dict[str, str] = {}
        for iri in sorted(members, key=lambda scheme: (-members[scheme], scheme)):
            chosen = self._id(iri)
            while chosen in ids.values():
                chosen += "-2"
            ids[iri] = chosen
            title, language = self._literal(iri, _TITLES) or (chosen, "")
            self._versions[chosen] = self._version(iri)
            self._target.add(
                "schemes",
                id=chosen,
                version=self._versions[chosen],
                title=title,
                language="" if language == self._language else language,
                iri=iri if is_iri(iri) else "",
            )
            if members[iri] == max(members.values()) and not self._main:
                self._main = iri
        return ids

    def describe(self, coded_in: str) -> None:
        """Write the ``source.toml``."""
        licence = self._name(self._main, _LICENCES) or self._iri(self._main, _LICENCES)
        version = self._versions[coded_in]
        self._target.describe(
            {
                "id": slug(f"{coded_in}-{version}")[:90] if version != _NOT_STATED else coded_in,
                "title": self._name(self._main, _TITLES) or coded_in,
                "publisher": self.publisher or "not stated",
                "licence": (licence if is_iri(licence) or not licence.lower().startswith("http") else "")
                or "not stated",
                "attribution": "",
                "language": self._language,
                "coded_in": coded_in,
            }
        )
        self._set_aside_unused()

    def _iri(self, subject: str, predicates: tuple[str, ...]) -> str:
        """The first node that the predicates give a thing."""
        found = [statement for statement in self._about.get(subject, ()) if statement.predicate in predicates]
        self._used |= {(subject, statement) for statement in found[:1]}
        return found[0].value.value if found else ""

    def _name(self, subject: str, predicates: tuple[str, ...]) -> str:
        """The first of what the predicates say of a thing; of a node its name."""
        if found := self._literal(subject, predicates):
            return found[0]
        nodes = (statement for statement in self._about.get(subject, ()) if statement.value.kind != "literal")
        for statement in nodes:
            if statement.predicate in predicates and (name := self._literal(key(statement.value), _NAMES)):
                self._used.add((subject, statement))
                return name[0]
        return ""

    def _literal(self, subject: str, predicates: tuple[str, ...]) -> tuple[str, str] | tuple[()]:
        """The first text that the predicates give a thing, in the main language if it can be, and its language."""
        for predicate in predicates:
            texts = {
                (statement.value.language.lower(), text): statement
                for statement in self._about.get(subject, ())
                if statement.predicate == predicate
                and statement.value.kind == "literal"
                and (text := " ".join(text_of(statement.value.value).split()))
            }
            if texts:
                order = (self._language, "en", "")
                language, text = min(
                    texts, key=lambda each: (order.index(each[0]) if each[0] in order else len(order), each)
                )
                statement = texts[language, text]
                if (subject, statement) not in self._used and text != statement.value.value:
                    reason = f"{compact(predicate)} has blanks, line ends or control characters that are not kept"
                    self._target.report.repaired(statement.file, reason, 0, f"{subject} {text}")
                self._used.add((subject, statement))
                return text, language
        return ()

    def _id(self, iri: str) -> str:
        if not iri:
            return slug(self._target.first_file.partition(".")[0]) or "taxonomy"
        parts = [slug(part) for part in re.split(r"[/#]", iri.partition("://")[2] or iri)]
        name = ""
        for part in (part for part in reversed(parts) if part and part not in _NAMELESS):
            name = f"{part}-{name}".strip("-")
            if part not in _GENERAL and re.search(r"[^\W\d_]{2}", part):
                break
        name = name[:60].strip("-") or "taxonomy"
        return f"{name}-scheme" if name in _RESERVED else name

    def _version(self, iri: str) -> str:
        version = self._target.version or self._name(iri, _VERSIONS)
        if not version:
            message = "no version of the scheme is told; say it with --release"
            self._target.report.missing(self._target.first_file, message, 0, iri)
        return version or _NOT_STATED
