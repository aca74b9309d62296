"""What SKOS files say of one concept: its labels, notes and notation, and what of it no table has a place for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from lotgraph.importers.characters import printable, text_of
from lotgraph.importers.download import is_iri
from lotgraph.importers.folder import Target
from lotgraph.importers.statements import Statement, Statements, key
from lotgraph.sources.wording import quote
from lotgraph.vocabulary import NAMESPACES, compact

SKOS: Final = NAMESPACES["skos"]
XL: Final = "http://www.w3.org/2008/05/skos-xl#"
TYPE: Final = f"{NAMESPACES['rdf']}type"
_DEPRECATED: Final = f"{NAMESPACES['owl']}deprecated"
_PREFERRED, _NOTATION = f"{SKOS}prefLabel", f"{SKOS}notation"
BROADER, NARROWER, RELATED = f"{SKOS}broader", f"{SKOS}narrower", f"{SKOS}related"
_OTHER_LABELS: Final = {f"{SKOS}altLabel": "alternative", f"{SKOS}hiddenLabel": "hidden"}
NOTES: Final = {
    f"{SKOS}definition": "definition",
    f"{NAMESPACES['dct']}description": "description",
    f"{SKOS}scopeNote": "scope_note",
}
MATCHES: Final = {
    f"{SKOS}{name}Match": f"skos:{name}Match" for name in ("exact", "close", "broad", "narrow", "related")
}
OF_A_SCHEME: Final = (f"{SKOS}inScheme", f"{SKOS}topConceptOf")
OF_A_CONCEPT: Final = {BROADER, NARROWER, RELATED, _NOTATION, *OF_A_SCHEME, *MATCHES}
_PLAIN: Final = {"", f"{NAMESPACES['xsd']}string"}
_INFERRED: Final = {f"{SKOS}broaderTransitive", f"{SKOS}narrowerTransitive", f"{SKOS}semanticRelation"}


@dataclass
class Concept:
    """What the tables hold of a concept."""

    iri: str
    preferred: dict[str, str] = field(default_factory=dict)
    others: dict[tuple[str, str], str] = field(default_factory=dict)
    notes: dict[tuple[str, str], str] = field(default_factory=dict)
    notation: str = ""
    schemes: dict[str, Statement] = field(default_factory=dict)
    matches: list[Statement] = field(default_factory=list)


class Concepts:
    """The concepts that are kept, by IRI, and the names of those that are set aside."""

    def __init__(self, about: Statements, target: Target) -> None:
        self._about = about
        self._target = target
        self.kept: dict[str, Concept] = {}
        self.refused: set[str] = set()
        self.language = self._main_language()

    def aside(self, said: Statement, reason: str, subject: str) -> None:
        """Set a statement aside."""
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
            if plain_predicate(said) == _PREFERRED and said.value.language
        )
        return min(found, key=lambda tag: (-found[tag], tag)) if found else "und"

    def read(self, subject: str) -> None:
        """Keep a concept and what of it can be kept, or set all of it aside."""
        statements = self._about[subject]
        labels = [self._resolved(said) for said in statements if plain_predicate(said) == _PREFERRED]
        reason = ""
        if subject.startswith("_:"):
            reason = "is of a concept without an IRI (a blank node)"
        elif not is_iri(subject):
            reason = "is of a concept whose IRI does not start with http:// or https://"
        elif any(said.predicate == _DEPRECATED and said.value.value in {"true", "1"} for said in statements):
            reason = "is of a deprecated concept (owl:deprecated)"
        elif not any(_text(said) for said in labels):
            reason = "is of a concept without a preferred label"
        if reason:
            self.refused.add(subject)
            for said in statements:
                self.aside(said, reason, subject)
            return
        concept = self.kept[subject] = Concept(subject)
        # Preferred labels first, whatever the order of the file: they win over the others (SKOS, S13); and texts
        # with a language before those without, which are only taken to be in the main one.
        for said in sorted(statements, key=self._rank):
            self._read_statement(concept, said)
        for (column, language), _ in list(concept.notes.items()):
            if language not in concept.preferred:
                del concept.notes[column, language]
                reason = f"{column} is in a language without a preferred label"
                first = next(s for s in statements if NOTES.get(s.predicate) == column and self._tag(s) == language)
                self.aside(first, reason, subject)

    def _rank(self, said: Statement) -> tuple[int, bool, bool]:
        plain, value = plain_predicate(said), self._resolved(said).value
        is_untagged = value.kind == "literal" and not value.language
        return _RANK.get(plain, len(_RANK)), is_untagged, plain != said.predicate

    def _tag(self, said: Statement) -> str:
        return said.value.language.lower() or self.language

    def _resolved(self, said: Statement) -> Statement:
        """The statement with a label of SKOS-XL replaced by its literal form."""
        if plain_predicate(said) == said.predicate:
            return said
        forms = self._about.get(key(said.value), ())
        form = next((each.value for each in forms if each.predicate == f"{XL}literalForm"), said.value)
        return Statement(said.file, said.predicate, form)

    def _read_statement(self, concept: Concept, said: Statement) -> None:
        plain, name = plain_predicate(said), compact(said.predicate)
        if plain == _PREFERRED or plain in _OTHER_LABELS:
            self._read_label(concept, self._resolved(said), plain)
        elif plain in NOTES:
            self._read_note(concept, said, name)
        elif plain == _NOTATION:
            self._read_notation(concept, said, name)
        elif plain in OF_A_SCHEME and said.value.kind == "iri":
            concept.schemes.setdefault(said.value.value, said)
        elif plain in MATCHES:
            concept.matches.append(said)
        elif plain == TYPE and said.value.value != f"{SKOS}Concept":
            self.aside(said, "rdf:type is none that a table has a place for", concept.iri)
        elif plain in _INFERRED:
            self.aside(said, f"{name} follows from other statements, which are read", concept.iri)
        elif plain not in {TYPE, BROADER, NARROWER, RELATED, _DEPRECATED}:
            self.aside(said, f"no table has a place for {name}", concept.iri)

    def _read_notation(self, concept: Concept, said: Statement, name: str) -> None:
        text = " ".join(_text(said).split())
        if not text or concept.notation:
            self.aside(said, f"{name} is {'a second one' if text else 'no text'}", concept.iri)
            return
        concept.notation = text
        self._repaired(said, name, text, concept.iri)
        if said.value.language or said.value.datatype not in _PLAIN:
            reason = f"{name} has a datatype or a language, which no table holds; its text is kept"
            which = said.value.language or compact(said.value.datatype)
            self._target.report.repaired(said.file, reason, 0, f"{concept.iri} {text} {which}")

    def _repaired(self, said: Statement, name: str, text: str, subject: str) -> None:
        """Say where a text is kept in another form than it came."""
        if text != said.value.value:
            reason = f"{name} has blanks, line ends or control characters that are not kept as they are"
            self._target.report.repaired(said.file, reason, 0, f"{subject} {quote(said.value.value)}")

    def _read_label(self, concept: Concept, said: Statement, plain: str) -> None:
        name, text, language = compact(plain), " ".join(_text(said).split()), self._tag(said)
        is_xl = said.predicate != plain
        if not text:
            self.aside(
                said, f"{name} is no text" if said.value.kind == "literal" else f"{name} is no literal", concept.iri
            )
            return
        same = concept.preferred.get(language)
        if plain == _PREFERRED:
            if same is not None and not (is_xl and same == text):
                self.aside(said, _second(name, said, same=same == text), concept.iri)
                return
            concept.preferred.setdefault(language, text)
        elif same == text:
            self.aside(said, f"{name} repeats the preferred label", concept.iri)
            return
        elif (text, language) in concept.others and not is_xl:
            self.aside(said, f"{name} repeats another label", concept.iri)
            return
        else:
            concept.others.setdefault((text, language), _OTHER_LABELS[plain])
        self._repaired(said, name, text, concept.iri)
        if not said.value.language:
            reason = f"{name} has no language; it is taken as {self.language}"
            self._target.report.repaired(said.file, reason, 0, f"{concept.iri} {text}")

    def _read_note(self, concept: Concept, said: Statement, name: str) -> None:
        place = (NOTES[said.predicate], self._tag(said))
        text = _text(said)
        if not text:
            self.aside(said, f"{name} is no literal with a text", concept.iri)
        elif place in concept.notes:
            self.aside(said, _second(name, said, same=concept.notes[place] == text), concept.iri)
        else:
            concept.notes[place] = text
            self._repaired(said, name, text, concept.iri)


def _second(name: str, said: Statement, *, same: bool) -> str:
    """Why a text is set aside where one in its language is kept."""
    if same:
        return f"{name} repeats the one in its language"
    if not said.value.language:
        return f"{name} has no language, and another one is kept in the main language"
    return f"{name} is a second one in its language; the first is kept"


_RANK: Final = {_PREFERRED: 0, **dict.fromkeys(_OTHER_LABELS, 1)}


def plain_predicate(said: Statement) -> str:
    """The predicate, that of SKOS where it is one of SKOS-XL."""
    name = said.predicate.removeprefix(XL)
    return f"{SKOS}{name}" if name in {"prefLabel", "altLabel", "hiddenLabel"} else said.predicate


def _text(said: Statement) -> str:
    return text_of(said.value.value) if said.value.kind == "literal" else ""
