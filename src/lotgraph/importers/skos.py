"""SKOS in any syntax of RDF: concepts with the IRIs, labels in every language, notes, hierarchy and mappings.

Every statement of the files is a record: it is kept, or set aside and the report says why.  Labels of SKOS-XL
are read as the plain labels that they stand for.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from lotgraph.importers.download import closing, is_iri, printable, refused
from lotgraph.importers.folder import Target
from lotgraph.importers.schemes import Schemes
from lotgraph.importers.statements import Said, Statements, key, read_statements
from lotgraph.vocabulary import NAMESPACES, compact

KINDS: Final = ("occupations", "skills")
SKOS: Final = NAMESPACES["skos"]
_XL: Final = "http://www.w3.org/2008/05/skos-xl#"
_TYPE: Final = f"{NAMESPACES['rdf']}type"
_DEPRECATED: Final = f"{NAMESPACES['owl']}deprecated"
_PREFERRED, _NOTATION = f"{SKOS}prefLabel", f"{SKOS}notation"
_BROADER, _NARROWER, _RELATED = f"{SKOS}broader", f"{SKOS}narrower", f"{SKOS}related"
_OTHER_LABELS: Final = {f"{SKOS}altLabel": "alternative", f"{SKOS}hiddenLabel": "hidden"}
_NOTES: Final = {
    f"{SKOS}definition": "definition",
    f"{NAMESPACES['dct']}description": "description",
    f"{SKOS}scopeNote": "scope_note",
}
_MATCHES: Final = {
    f"{SKOS}{name}Match": f"skos:{name}Match" for name in ("exact", "close", "broad", "narrow", "related")
}
_OF_A_SCHEME: Final = (f"{SKOS}inScheme", f"{SKOS}topConceptOf")
_HAS_TOP: Final = f"{SKOS}hasTopConcept"
_COLLECTIONS: Final = {f"{SKOS}Collection", f"{SKOS}OrderedCollection"}
_OF_A_CONCEPT: Final = {_BROADER, _NARROWER, _RELATED, _NOTATION, *_OF_A_SCHEME, *_MATCHES}
_INFERRED: Final = {f"{SKOS}broaderTransitive", f"{SKOS}narrowerTransitive", f"{SKOS}semanticRelation"}


@dataclass
class _Concept:
    """What the tables hold of a concept."""

    iri: str
    preferred: dict[str, str] = field(default_factory=dict)
    others: dict[tuple[str, str], str] = field(default_factory=dict)
    notes: dict[tuple[str, str], str] = field(default_factory=dict)
    notation: str = ""
    schemes: dict[str, Said] = field(default_factory=dict)
    matches: list[Said] = field(default_factory=list)


def read(path: Path, target: Target, *, also: Sequence[Path] = (), concepts: str = "occupations") -> None:
    """Read the files as one taxonomy, of ``occupations`` or of ``skills``.

    Raises InputError where a file is not RDF, or where they hold no concept of SKOS.
    """
    about = read_statements((path, *also), target)
    _Reader(about, target, concepts).read(path)


class _Reader:
    def __init__(self, about: Statements, target: Target, kind: str) -> None:
        self._about = about
        self._target = target
        self._kind = kind
        self._types = {
            subject: {said.value.value for said in statements if said.predicate == _TYPE}
            for subject, statements in about.items()
        }
        self._language = self._main_language()
        self._concepts: dict[str, _Concept] = {}
        self._refused: set[str] = set()
        self._schemes = Schemes(about, target, self._language)
        self._is_xl = {
            key(said.value) for statements in about.values() for said in statements if _plain(said) != said.predicate
        }

    def read(self, path: Path) -> None:
        """Write the tables."""
        candidates = [subject for subject in self._about if self._is_concept(subject)]
        if not candidates:
            predicates = Counter(compact(s.predicate) for statements in self._about.values() for s in statements)
            most = ", ".join(name for name, _ in predicates.most_common(5)) or "no statement at all"
            raise refused(path, f"holds no concept of SKOS (skos:Concept); it has {most}")
        edges: dict[tuple[str, str], Said] = {}
        for subject in candidates:
            self._read_concept(subject)
        for subject, statements in self._about.items():
            if subject not in self._concepts and subject not in self._refused:
                self._read_other(subject, statements)
        self._place_in_schemes()
        if not self._concepts:
            aside = [line for line in self._target.report.lines() if line.outcome == "set-aside"]
            why = max(aside, key=lambda line: line.count)
            told = f"{why.count:,} statements: {why.reason} ({why.example})"
            raise refused(path, f"holds no concept of SKOS that can be kept; {told}")
        for subject in self._concepts:
            for said in self._about[subject]:
                self._note_relation(subject, said, edges)
        parents = self._parents(edges)
        coded_in = self._write(parents)
        if self._kind == "occupations":
            self._write_related("related_occupations", "occupation", coded_in)
        else:
            self._write_related("related_skills", "skill", "")
        self._schemes.describe(coded_in)

    def _aside(self, said: Said, reason: str, subject: str) -> None:
        # The name of a blank node is another with each reading.
        named = (
            subject if not subject.startswith("_:") else "",
            "" if said.value.kind == "blank" else said.value.value,
        )
        self._target.report.set_aside(said.file, reason, 0, printable(" ".join(named)))

    def _main_language(self) -> str:
        """The language of most preferred labels; ``und`` where none has one."""
        found = Counter(
            said.value.language.lower()
            for statements in self._about.values()
            for said in map(self._resolved, statements)
            if _plain(said) == _PREFERRED and said.value.language
        )
        return min(found, key=lambda tag: (-found[tag], tag)) if found else "und"

    def _is_concept(self, subject: str) -> bool:
        types = self._types[subject]
        if types & ({f"{SKOS}ConceptScheme"} | _COLLECTIONS):
            return False
        return f"{SKOS}Concept" in types or any(said.predicate in _OF_A_CONCEPT for said in self._about[subject])

    def _read_concept(self, subject: str) -> None:
        statements = self._about[subject]
        labels = [self._resolved(said) for said in statements if _plain(said) == _PREFERRED]
        reason = ""
        if subject.startswith("_:"):
            reason = "is of a concept without an IRI (a blank node)"
        elif not is_iri(subject) or not subject.isprintable():
            reason = "is of a concept whose IRI does not start with http:// or https://"
        elif any(said.predicate == _DEPRECATED and said.value.value in {"true", "1"} for said in statements):
            reason = "is of a deprecated concept (owl:deprecated)"
        elif not any(_text(said) for said in labels):
            reason = "is of a concept without a preferred label"
        if reason:
            self._refused.add(subject)
            for said in statements:
                self._aside(said, reason, subject)
            return
        concept = self._concepts[subject] = _Concept(subject)
        # Preferred labels first, whatever the order of the file: they win over the others (SKOS, S13).
        for said in sorted(statements, key=lambda said: _RANK.get(_plain(said), len(_RANK))):
            self._read_statement(concept, said)
        for (column, language), _ in list(concept.notes.items()):
            if language not in concept.preferred:
                del concept.notes[column, language]
                reason = f"{column} is in a language without a preferred label"
                first = next(s for s in statements if _NOTES.get(s.predicate) == column and self._tag(s) == language)
                self._aside(first, reason, subject)

    def _tag(self, said: Said) -> str:
        return said.value.language.lower() or self._language

    def _resolved(self, said: Said) -> Said:
        """The statement with a label of SKOS-XL replaced by its literal form."""
        if _plain(said) == said.predicate:
            return said
        forms = self._about.get(key(said.value), ())
        form = next((each.value for each in forms if each.predicate == f"{_XL}literalForm"), said.value)
        return Said(said.file, said.predicate, form)

    def _read_statement(self, concept: _Concept, said: Said) -> None:
        plain, name = _plain(said), compact(said.predicate)
        if plain == _PREFERRED or plain in _OTHER_LABELS:
            self._read_label(concept, self._resolved(said), plain)
        elif plain in _NOTES:
            self._read_note(concept, said, name)
        elif plain == _NOTATION:
            text = " ".join(_text(said).split())
            if not text or concept.notation:
                self._aside(said, f"{name} is {'a second one' if text else 'no text'}", concept.iri)
            concept.notation = concept.notation or text
        elif plain in _OF_A_SCHEME and said.value.kind == "iri":
            concept.schemes.setdefault(said.value.value, said)
        elif plain in _MATCHES:
            concept.matches.append(said)
        elif plain == _TYPE and said.value.value != f"{SKOS}Concept":
            self._aside(said, "rdf:type is none that a table has a place for", concept.iri)
        elif plain in _INFERRED:
            self._aside(said, f"{name} follows from other statements, which are read", concept.iri)
        elif plain not in {_TYPE, _BROADER, _NARROWER, _RELATED, _DEPRECATED}:
            self._aside(said, f"no table has a place for {name}", concept.iri)

    def _read_label(self, concept: _Concept, said: Said, plain: str) -> None:
        name, text, language = compact(plain), " ".join(_text(said).split()), self._tag(said)
        is_xl = said.predicate != plain
        if not text:
            self._aside(
                said, f"{name} is no text" if said.value.kind == "literal" else f"{name} is no literal", concept.iri
            )
            return
        if not said.value.language:
            self._target.report.repaired(
                said.file, f"{name} has no language; it is taken as {self._language}", 0, f"{concept.iri} {text}"
            )
        same = concept.preferred.get(language)
        if plain == _PREFERRED:
            if same is not None and same != text:
                self._aside(said, f"{name} is a second one in its language; the first is kept", concept.iri)
            concept.preferred.setdefault(language, text)
        elif same == text:
            self._aside(said, f"{name} repeats the preferred label", concept.iri)
        elif (text, language) in concept.others and not is_xl:
            self._aside(said, f"{name} repeats another label", concept.iri)
        else:
            concept.others.setdefault((text, language), _OTHER_LABELS[plain])

    def _read_note(self, concept: _Concept, said: Said, name: str) -> None:
        place = (_NOTES[said.predicate], self._tag(said))
        text = printable(said.value.value).strip() if said.value.kind == "literal" else ""
        if not text:
            self._aside(said, f"{name} is no literal with a text", concept.iri)
        elif place in concept.notes:
            self._aside(said, f"{name} is a second one in its language; the first is kept", concept.iri)
        else:
            concept.notes[place] = text

    def _read_other(self, subject: str, statements: list[Said]) -> None:
        """What is said of things that are no concepts."""
        types = self._types[subject]
        if f"{SKOS}ConceptScheme" in types or self._schemes.is_named(subject):
            self._schemes.read(subject, statements)
            return
        for said in statements:
            if subject in self._is_xl:
                if said.predicate not in {_TYPE, f"{_XL}literalForm"}:
                    self._aside(said, f"no table has a place for {compact(said.predicate)} of a label", subject)
            elif types & _COLLECTIONS:
                self._aside(said, "is of a collection, which no table has a place for", subject)
            elif not self._schemes.is_agent(subject):
                self._aside(said, "is of what is no concept, scheme or label of SKOS", subject)

    def _note_relation(self, subject: str, said: Said, edges: dict[tuple[str, str], Said]) -> None:
        """Note what is above what."""
        other = key(said.value)
        if said.predicate not in {_BROADER, _NARROWER, _RELATED}:
            return
        if other not in self._concepts:
            there = "is set aside" if other in self._refused else "is in none of the files"
            self._aside(said, f"{compact(said.predicate)} is to a concept that {there}", subject)
        elif other == subject:
            self._aside(said, f"{compact(said.predicate)} relates a concept to itself", subject)
        elif said.predicate != _RELATED:
            edges.setdefault((subject, other) if said.predicate == _BROADER else (other, subject), said)

    def _place_in_schemes(self) -> None:
        """Give each concept one scheme; those for which there is none are set aside."""
        for scheme, statements in self._about.items():
            for said in statements:
                if said.predicate == _HAS_TOP and (concept := self._concepts.get(key(said.value))):
                    concept.schemes.setdefault(scheme, said)
        sizes = Counter(scheme for concept in self._concepts.values() for scheme in concept.schemes)
        order = sorted(sizes, key=lambda scheme: (-sizes[scheme], scheme))
        for iri, concept in list(self._concepts.items()):
            mine = [scheme for scheme in order if scheme in concept.schemes]
            for said in self._about[iri]:
                if said.predicate in _OF_A_SCHEME and said.value.value in mine[1:]:
                    self._aside(said, "is a second scheme of a concept, which has one", iri)
            if mine:
                concept.schemes = {mine[0]: concept.schemes[mine[0]]}
            else:
                self._place_alone(iri, order)

    def _place_alone(self, iri: str, order: list[str]) -> None:
        """Give a concept that is in no scheme the only one that there is."""
        statements = self._about[iri]
        if len(order) > 1:
            del self._concepts[iri]
            self._refused.add(iri)
            for said in statements:
                self._aside(said, "is of a concept in no scheme, and the files have several", iri)
            return
        reason = "a concept is in no scheme; it is taken to be in the only one"
        if not order:
            reason = "the files name no scheme; one named after the file is made"
        self._target.report.repaired(statements[0].file, reason, 0, iri)
        self._concepts[iri].schemes = {order[0] if order else "": statements[0]}

    def _parents(self, edges: dict[tuple[str, str], Said]) -> dict[str, list[str]]:
        """What is above each concept, without cycles; an occupation has one parent at most."""
        for ends in closing(edges):
            said = edges.pop(ends)
            self._aside(said, f"{compact(said.predicate)} would put a concept above itself", ends[0])
        above: dict[str, list[str]] = {}
        for child, parent in edges:
            above.setdefault(child, []).append(parent)
        if self._kind == "skills":
            return above
        for child, parents in above.items():
            kept = max(parents, key=lambda iri: (len(set(_ancestors(iri, above))), iri))
            for parent in parents:
                if parent != kept:
                    said = edges[child, parent]
                    self._aside(said, "is a second parent of an occupation; the lowest is kept", child)
            above[child] = [kept]
        return above

    def _write(self, parents: dict[str, list[str]]) -> str:
        """Write the concepts, their labels and mappings; gives the scheme that most of them are in."""
        members = Counter(next(iter(concept.schemes)) for concept in self._concepts.values())
        ids = self._schemes.write(members)
        names = _names({iri: ids[next(iter(concept.schemes))] for iri, concept in self._concepts.items()})
        one = self._kind.removesuffix("s")
        above = "parent" if self._kind == "occupations" else "parents"
        for iri, concept in self._concepts.items():
            for language, label in concept.preferred.items():
                self._target.add(
                    self._kind,
                    id=names[iri],
                    scheme=ids[next(iter(concept.schemes))],
                    label=label,
                    language=self._cell(language),
                    notation=concept.notation,
                    iri=iri,
                    **{above: "|".join(names[parent] for parent in parents.get(iri, ()))},
                    **{column: concept.notes.get((column, language), "") for column in _NOTES.values()},
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
        for iri, concept in self._concepts.items():
            for said in concept.matches:
                other, name = key(said.value), _MATCHES[said.predicate]
                if other not in self._names and not (is_iri(other) and other.isprintable()):
                    self._aside(said, f"{name} is to what has no IRI that starts with http:// or https://", iri)
                    continue
                object_id = f"{one}:{self._names[other]}" if other in self._names else other
                self._target.add(
                    "mappings",
                    id=f"{self._names[iri]}--{name[5:]}--{_digest(other)}",
                    subject_id=f"{one}:{self._names[iri]}",
                    predicate_id=name,
                    object_id=object_id,
                    mapping_justification="semapv:UnspecifiedMatching",
                    object_source_version="not-stated",
                    reviewer_label=publisher,
                )

    def _write_related(self, table: str, one: str, coded_in: str) -> None:
        """Write skos:related; of occupations only in the scheme that the source codes by, as every claim needs."""
        written: set[tuple[str, str]] = set()
        for iri in self._concepts:
            for said in self._about[iri]:
                other = key(said.value)
                if said.predicate != _RELATED or other not in self._concepts or other == iri:
                    continue
                if coded_in and not self._names[iri].startswith(f"{coded_in}:"):
                    self._aside(said, "skos:related is of an occupation outside the main scheme", iri)
                    continue
                if not written:
                    meaning = "The publisher of the taxonomy relates the two"
                    self._target.add(
                        "codes", list="relation-kind", id="related", label="Related", language="en", definition=meaning
                    )
                written.add((iri, other))
                self._target.add(table, **{one: self._names[iri], "related": self._names[other], "kind": "related"})

    def _compare_labels(self) -> None:
        """Say which skills of one scheme share a preferred label, which a build refuses (S52)."""
        seen: dict[tuple[str, str, str], str] = {}
        for iri, concept in self._concepts.items() if self._kind == "skills" else ():
            for language, label in concept.preferred.items():
                other = seen.setdefault((next(iter(concept.schemes)), language, label), iri)
                if other != iri:
                    said = (
                        "skos:prefLabel is that of another skill of the scheme; a build refuses it until one is changed"
                    )
                    self._target.report.disagrees(self._about[iri][0].file, said, 0, f"{label}: {iri} and {other}")


_RANK: Final = {_PREFERRED: 0, **dict.fromkeys(_OTHER_LABELS, 1)}


def _plain(said: Said) -> str:
    """The predicate, that of SKOS where it is one of SKOS-XL."""
    name = said.predicate.removeprefix(_XL)
    return f"{SKOS}{name}" if name in {"prefLabel", "altLabel", "hiddenLabel"} else said.predicate


def _text(said: Said) -> str:
    return printable(said.value.value).strip() if said.value.kind == "literal" else ""


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
