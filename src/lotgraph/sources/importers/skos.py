"""SKOS in any syntax of RDF: concepts with the IRIs, labels in every language, notes, hierarchy and mappings.

Every statement of the files is a record: it is kept, or set aside and the report says why.  Labels of SKOS-XL
are read as the plain labels that they stand for.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from lotgraph.errors.problems import Code
from lotgraph.schema.vocabulary import compact
from lotgraph.sources.importers.characters import printable
from lotgraph.sources.importers.concepts import (
    BROADER,
    MATCHES,
    NARROWER,
    NOTES,
    OF_A_CONCEPT,
    OF_A_SCHEME,
    RELATED,
    SKOS,
    TYPE,
    XL,
    Concepts,
    plain_predicate,
)
from lotgraph.sources.importers.download import closing, is_iri, refusal
from lotgraph.sources.importers.folder import Target
from lotgraph.sources.importers.schemes import Schemes
from lotgraph.sources.importers.statements import (
    Statement,
    Statements,
    key,
    read_statements,
)
from lotgraph.sources.importers.targets import targets

_COLLECTIONS: Final = {f"{SKOS}Collection", f"{SKOS}OrderedCollection"}
_MEMBER, _LABEL = f"{SKOS}member", f"{SKOS}prefLabel"
_OF_COLLECTION: Final = "is of a collection, which is a group of skills where it has a label and an IRI"
_HAS_TOP: Final = f"{SKOS}hasTopConcept"


def read(
    path: Path, target: Target, *, also: Sequence[Path] = (), concepts: str = "occupations", base: str = ""
) -> None:
    """Read the files as one taxonomy, of ``occupations`` or of ``skills``; relative IRIs are under ``base``.

    Raises InputError where a file is not RDF, or where they hold no concept of SKOS.
    """
    about = read_statements((path, *also), target, base)
    _Reader(about, target, concepts).read(path)


def _is_group(subject: str, statements: list[Statement]) -> bool:
    """Whether it is a collection that can be a group: one with an IRI and a label."""
    types = {each.value.value for each in statements if each.predicate == TYPE}
    return (
        bool(types & _COLLECTIONS) and is_iri(subject) and any(plain_predicate(each) == _LABEL for each in statements)
    )


def _of_group(statement: Statement) -> Statement:
    """What is said of a collection as it is said of a concept: its members are below it."""
    if statement.predicate == _MEMBER:
        return replace(statement, predicate=NARROWER)
    if statement.predicate == TYPE and statement.value.value in _COLLECTIONS:
        return replace(statement, value=replace(statement.value, value=f"{SKOS}Concept"))
    return statement


class _Reader:
    def __init__(self, about: Statements, target: Target, kind: str) -> None:
        # Above an occupation stands one concept, so only skills have groups beside those above them.
        grouped = about.items() if kind == "skills" else ()
        self._groups = {subject for subject, statements in grouped if _is_group(subject, statements)}
        about = {
            subject: [_of_group(each) for each in statements] if subject in self._groups else statements
            for subject, statements in about.items()
        }
        self._about = about
        self._target = target
        self._kind = kind
        self._types = {
            subject: {statement.value.value for statement in statements if statement.predicate == TYPE}
            for subject, statements in about.items()
        }
        self._concepts = Concepts(about, target)
        self._language = self._concepts.language
        self._schemes = Schemes(about, target, self._language)
        self._targets = targets(about, set(filter(self._is_concept, about)))
        self._labelled: dict[str, set[str]] = {}
        for subject, statements in about.items():
            for statement in statements:
                if plain_predicate(statement) != statement.predicate:
                    self._labelled.setdefault(key(statement.value), set()).add(subject)

    def read(self, path: Path) -> None:
        """Write the tables."""
        candidates = [subject for subject in self._about if self._is_concept(subject)]
        if not candidates:
            predicates = Counter(compact(s.predicate) for statements in self._about.values() for s in statements)
            most = ", ".join(name for name, _ in predicates.most_common(5)) or "no statement at all"
            raise refusal(Code.WRONG_DOWNLOAD, path, f"holds no concept of SKOS (skos:Concept); it has {most}")
        edges: dict[tuple[str, str], Statement] = {}
        for subject in candidates:
            if subject not in self._targets:
                self._concepts.read(subject)
        self._place_in_schemes()
        members = {scheme for concept in self._concepts.kept.values() for scheme in concept.schemes}
        for subject, statements in self._about.items():
            if subject not in self._concepts.kept and subject not in self._concepts.refused:
                self._read_other(subject, statements, members)
        if not self._concepts.kept:
            aside = [line for line in self._target.report.lines() if line.outcome == "set-aside"]
            why = max(aside, key=lambda line: line.count)
            told = f"{why.count:,} statements: {why.reason} ({why.example})"
            raise refusal(Code.NO_DATA, path, f"holds no concept of SKOS that can be kept; {told}")
        for subject in self._concepts.kept:
            for statement in self._about[subject]:
                self._note_relation(subject, statement, edges)
        parents = self._parents(edges)
        coded_in = self._write(parents)
        if self._kind == "occupations":
            self._write_related("related_occupations", "occupation", coded_in)
        else:
            self._write_related("related_skills", "skill", "")
        self._schemes.describe(coded_in)

    def _is_concept(self, subject: str) -> bool:
        types = self._types[subject]
        if types & ({f"{SKOS}ConceptScheme"} | _COLLECTIONS):
            return False
        return f"{SKOS}Concept" in types or any(
            statement.predicate in OF_A_CONCEPT for statement in self._about[subject]
        )

    def _read_other(self, subject: str, statements: list[Statement], members: set[str]) -> None:
        """What is said of things that are no concepts of the taxonomy."""
        types = self._types[subject]
        if subject in self._targets:
            self._read_target(subject, statements)
            return
        if f"{SKOS}ConceptScheme" in types or self._schemes.is_named(subject):
            self._schemes.read(subject, statements, is_empty=subject not in members)
            return
        if subject in self._labelled:
            self._read_label(subject, statements)
            return
        for statement in statements:
            if types & _COLLECTIONS:
                self._concepts.aside(statement, _OF_COLLECTION, subject)
            elif not self._schemes.is_agent(subject):
                self._concepts.aside(statement, "is of what is no concept, scheme or label of SKOS", subject)

    def _read_target(self, subject: str, statements: list[Statement]) -> None:
        """Of a concept of others that a mapping leads to, the tables of mappings hold one label."""
        label = self._label_of(subject)
        for statement in statements:
            if statement is not label:
                self._concepts.aside(
                    statement, "is of a concept of others, which is only what a mapping leads to", subject
                )

    def _label_of(self, target: str) -> Statement | None:
        """The preferred label of a concept of others, in the main language if there is one."""
        found = [statement for statement in self._about.get(target, ()) if statement.predicate == f"{SKOS}prefLabel"]
        texts = [
            statement
            for statement in found
            if statement.value.kind == "literal" and printable(statement.value.value).strip()
        ]
        order = (self._language, "en", "")
        return min(
            texts,
            key=lambda statement: (_place(statement.value.language.lower(), order), statement.value),
            default=None,
        )

    def _read_label(self, subject: str, statements: list[Statement]) -> None:
        """What is said of a label of SKOS-XL, whose first literal form its concept has."""
        is_used = not self._labelled[subject].isdisjoint(self._concepts.kept)
        forms = 0
        for statement in statements:
            forms += statement.predicate == f"{XL}literalForm"
            if not is_used:
                self._concepts.aside(statement, "is of a label of no concept that is kept", subject)
            elif statement.predicate not in {TYPE, f"{XL}literalForm"}:
                self._concepts.aside(
                    statement, f"no table has a place for {compact(statement.predicate)} of a label", subject
                )
            elif statement.predicate != TYPE and forms > 1:
                self._concepts.aside(statement, "is a second literal form of a label; the first is kept", subject)

    def _note_relation(self, subject: str, statement: Statement, edges: dict[tuple[str, str], Statement]) -> None:
        """Note what is above what."""
        other = key(statement.value)
        if statement.predicate not in {BROADER, NARROWER, RELATED}:
            return
        if other not in self._concepts.kept:
            is_aside = other in self._concepts.refused or other in self._targets
            there = "is set aside" if is_aside else "is in none of the files"
            self._concepts.aside(statement, f"{compact(statement.predicate)} is to a concept that {there}", subject)
        elif other == subject:
            self._concepts.aside(statement, f"{compact(statement.predicate)} relates a concept to itself", subject)
        elif statement.predicate != RELATED:
            edges.setdefault((subject, other) if statement.predicate == BROADER else (other, subject), statement)

    def _place_in_schemes(self) -> None:
        """Give each concept one scheme; those for which there is none are set aside."""
        for scheme, statements in self._about.items():
            for statement in statements:
                if statement.predicate == _HAS_TOP and (concept := self._concepts.kept.get(key(statement.value))):
                    concept.schemes.setdefault(scheme, statement)
        sizes = Counter(scheme for concept in self._concepts.kept.values() for scheme in concept.schemes)
        order = sorted(sizes, key=lambda scheme: (-sizes[scheme], scheme))
        for iri, concept in list(self._concepts.kept.items()):
            mine = [scheme for scheme in order if scheme in concept.schemes]
            for statement in self._about[iri]:
                if statement.predicate in OF_A_SCHEME and statement.value.value in mine[1:]:
                    self._concepts.aside(statement, "is a second scheme of a concept, which has one", iri)
            if mine:
                concept.schemes = {mine[0]: concept.schemes[mine[0]]}
            else:
                self._place_alone(iri, order)

    def _place_alone(self, iri: str, order: list[str]) -> None:
        """Give a concept that is in no scheme the only one that there is."""
        statements = self._about[iri]
        if len(order) > 1:
            del self._concepts.kept[iri]
            self._concepts.refused.add(iri)
            for statement in statements:
                self._concepts.aside(statement, "is of a concept in no scheme, and the files have several", iri)
            return
        reason = "a concept is in no scheme; it is taken to be in the only one"
        if not order:
            reason = "the files name no scheme; one named after the file is made"
        self._target.report.repaired(statements[0].file, reason, 0, iri)
        self._concepts.kept[iri].schemes = {order[0] if order else "": statements[0]}

    def _parents(self, edges: dict[tuple[str, str], Statement]) -> dict[str, list[str]]:
        """What is above each concept, without cycles; an occupation has one parent at most."""
        for ends in closing(edges):
            statement = edges.pop(ends)
            self._concepts.aside(statement, f"{compact(statement.predicate)} would put a concept above itself", ends[0])
        above: dict[str, list[str]] = {}
        for child, parent in edges:
            above.setdefault(child, []).append(parent)
        if self._kind == "skills":
            return above
        for child, parents in above.items():
            kept = max(parents, key=lambda iri: (len(set(_ancestors(iri, above))), iri))
            for parent in parents:
                if parent != kept:
                    statement = edges[child, parent]
                    self._concepts.aside(statement, "is a second parent of an occupation; the lowest is kept", child)
            above[child] = [kept]
        return above

    def _write(self, parents: dict[str, list[str]]) -> str:
        """Write the concepts, their labels and mappings; gives the scheme that most of them are in."""
        members = Counter(next(iter(concept.schemes)) for concept in self._concepts.kept.values())
        ids = self._schemes.write(members)
        names = _names({iri: ids[next(iter(concept.schemes))] for iri, concept in self._concepts.kept.items()})
        one = self._kind.removesuffix("s")
        above = "parent" if self._kind == "occupations" else "parents"
        for iri, concept in self._concepts.kept.items():
            for language, label in concept.preferred.items():
                self._target.add(
                    self._kind,
                    id=names[iri],
                    scheme=ids[next(iter(concept.schemes))],
                    label=label,
                    language=self._cell(language),
                    notation=concept.notation,
                    # A collection is no concept (SKOS, S37): the group has an IRI of its own.
                    iri="" if iri in self._groups else iri,
                    **({"type": "group" if iri in self._groups else ""} if self._kind == "skills" else {}),
                    **{above: "|".join(names[parent] for parent in parents.get(iri, ()))},
                    **{column: concept.notes.get((column, language), "") for column in NOTES.values()},
                )
            for (label, language), kind in concept.others.items():
                cells = {one: names[iri], "kind": kind, "label": label, "language": self._cell(language)}
                self._target.add(f"{one}_labels", **cells)
        self._names = names
        self._write_mappings(one)
        self._compare_labels()
        return ids[max(members, key=lambda scheme: (members[scheme], scheme))]

    def _cell(self, language: str) -> str:
        return "" if language == self._language else language

    def _write_mappings(self, one: str) -> None:
        publisher = self._schemes.publisher
        for iri, concept in self._concepts.kept.items():
            for statement in concept.matches:
                other, name = key(statement.value), MATCHES[statement.predicate]
                if other not in self._names and not (is_iri(other)):
                    self._concepts.aside(
                        statement, f"{name} is to what has no IRI that starts with http:// or https://", iri
                    )
                    continue
                object_id = f"{one}:{self._names[other]}" if other in self._names else other
                label = self._label_of(other) if other in self._targets else None
                self._target.add(
                    "mappings",
                    id=f"{self._names[iri]}--{name[5:]}--{_digest(other)}",
                    subject_id=f"{one}:{self._names[iri]}",
                    predicate_id=name,
                    object_id=object_id,
                    object_label=" ".join(printable(label.value.value).split()) if label else "",
                    mapping_justification="semapv:UnspecifiedMatching",
                    object_source_version="not-stated",
                    reviewer_label=publisher.replace("|", r"\|"),
                )

    def _write_related(self, table: str, one: str, coded_in: str) -> None:
        """Write skos:related; of occupations only in the scheme that the source codes by, as every claim needs."""
        written: set[tuple[str, str]] = set()
        for iri in self._concepts.kept:
            for statement in self._about[iri]:
                other = key(statement.value)
                if statement.predicate != RELATED or other not in self._concepts.kept or other == iri:
                    continue
                if coded_in and not self._names[iri].startswith(f"{coded_in}:"):
                    self._concepts.aside(statement, "skos:related is of an occupation outside the main scheme", iri)
                    continue
                if not written:
                    meaning = "The publisher of the taxonomy relates the two"
                    self._target.add(
                        "codes", list="relation-kind", id="related", label="Related", language="en", definition=meaning
                    )
                written.add((iri, other))
                self._target.add(table, **{one: self._names[iri], "related": self._names[other], "kind": "related"})

    def _compare_labels(self) -> None:
        """Say which skills of one scheme share a preferred label, of which a build warns (S52)."""
        seen: dict[tuple[str, str, str], str] = {}
        for iri, concept in self._concepts.kept.items() if self._kind == "skills" else ():
            for language, label in concept.preferred.items():
                other = seen.setdefault((next(iter(concept.schemes)), language, label), iri)
                if other != iri:
                    message = "skos:prefLabel is that of another skill of the scheme; a build warns of it"
                    self._target.report.disagrees(self._about[iri][0].file, message, 0, f"{label}: {iri} and {other}")


def _place(language: str, order: Sequence[str]) -> int:
    return order.index(language) if language in order else len(order)


def _ancestors(iri: str, above: dict[str, list[str]]) -> Iterator[str]:
    open_, seen = [iri], {iri}
    while open_:
        for parent in above.get(open_.pop(), ()):
            if parent not in seen:
                seen.add(parent)
                open_.append(parent)
                yield parent


def _names(schemes: dict[str, str]) -> dict[str, str]:
    """The ids of concepts: the id of the scheme and what the IRI ends with; a digest where that is not enough."""
    ends: dict[str, list[str]] = {}
    for iri, scheme in schemes.items():
        last = iri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1].replace(" ", "")
        ends.setdefault(f"{scheme}:{last}".lower(), []).append(iri)
    names = {}
    for same in ends.values():
        for iri in same:
            last = iri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1]
            names[iri] = f"{schemes[iri]}:{last}" + (f"-{_digest(iri)}" if len(same) > 1 or not last else "")
    return names


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
