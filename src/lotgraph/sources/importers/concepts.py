"""What SKOS files say of one concept: its labels, notes and notation, and what of it no table has a place for."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from lotgraph.schema.vocabulary import NAMESPACES, compact
from lotgraph.sources.importers.characters import printable, text_of
from lotgraph.sources.importers.download import is_iri
from lotgraph.sources.importers.folder import Target
from lotgraph.sources.importers.statements import Statement, Statements, key
from lotgraph.sources.wording import quote

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

    def aside(self, statement: Statement, reason: str, subject: str) -> None:
        """Set a statement aside."""
        # The name of a blank node is another with each reading.
        named = (
            subject if not subject.startswith("_:") else "",
            "" if statement.value.kind == "blank" else statement.value.value,
        )
        self._target.report.set_aside(statement.file, reason, 0, printable(" ".join(named)))

    def _main_language(self) -> str:
        """The language of most preferred labels; ``und`` where none has one."""
        found = Counter(
            statement.value.language.lower()
            for statements in self._about.values()
            for statement in map(self._resolved, statements)
            if plain_predicate(statement) == _PREFERRED and statement.value.language
        )
        return min(found, key=lambda tag: (-found[tag], tag)) if found else "und"

    def read(self, subject: str) -> None:
        """Keep a concept and what of it can be kept, or set all of it aside."""
        statements = self._about[subject]
        labels = [self._resolved(statement) for statement in statements if plain_predicate(statement) == _PREFERRED]
        reason = ""
        if subject.startswith("_:"):
            reason = "is of a concept without an IRI (a blank node)"
        elif not is_iri(subject):
            reason = "is of a concept whose IRI does not start with http:// or https://"
        elif any(
            statement.predicate == _DEPRECATED and statement.value.value in {"true", "1"} for statement in statements
        ):
            reason = "is of a deprecated concept (owl:deprecated)"
        elif not any(_text(statement) for statement in labels):
            reason = "is of a concept without a preferred label"
        if reason:
            self.refused.add(subject)
            for statement in statements:
                self.aside(statement, reason, subject)
            return
        concept = self.kept[subject] = Concept(subject)
        # Preferred labels first, whatever the order of the file: they win over the others (SKOS, S13); and texts
        # with a language before those without, which are only taken to be in the main one.
        for statement in sorted(statements, key=self._rank):
            self._read_statement(concept, statement)
        for (column, language), _ in list(concept.notes.items()):
            if language not in concept.preferred:
                del concept.notes[column, language]
                reason = f"{column} is in a language without a preferred label"
                first = next(s for s in statements if NOTES.get(s.predicate) == column and self._tag(s) == language)
                self.aside(first, reason, subject)

    def _rank(self, statement: Statement) -> tuple[int, bool, bool]:
        plain, value = plain_predicate(statement), self._resolved(statement).value
        is_untagged = value.kind == "literal" and not value.language
        return _RANK.get(plain, len(_RANK)), is_untagged, plain != statement.predicate

    def _tag(self, statement: Statement) -> str:
        return statement.value.language.lower() or self.language

    def _resolved(self, statement: Statement) -> Statement:
        """The statement with a label of SKOS-XL replaced by its literal form."""
        if plain_predicate(statement) == statement.predicate:
            return statement
        forms = self._about.get(key(statement.value), ())
        form = next((each.value for each in forms if each.predicate == f"{XL}literalForm"), statement.value)
        return Statement(statement.file, statement.predicate, form)

    def _read_statement(self, concept: Concept, statement: Statement) -> None:
        plain, name = plain_predicate(statement), compact(statement.predicate)
        if plain == _PREFERRED or plain in _OTHER_LABELS:
            self._read_label(concept, self._resolved(statement), plain)
        elif plain in NOTES:
            self._read_note(concept, statement, name)
        elif plain == _NOTATION:
            self._read_notation(concept, statement, name)
        elif plain in OF_A_SCHEME and statement.value.kind == "iri":
            concept.schemes.setdefault(statement.value.value, statement)
        elif plain in MATCHES:
            concept.matches.append(statement)
        elif plain == TYPE and statement.value.value != f"{SKOS}Concept":
            self.aside(statement, "rdf:type is none that a table has a place for", concept.iri)
        elif plain in _INFERRED:
            self.aside(statement, f"{name} follows from other statements, which are read", concept.iri)
        elif plain not in {TYPE, BROADER, NARROWER, RELATED, _DEPRECATED}:
            self.aside(statement, f"no table has a place for {name}", concept.iri)

    def _read_notation(self, concept: Concept, statement: Statement, name: str) -> None:
        text = " ".join(_text(statement).split())
        if not text or concept.notation:
            self.aside(statement, f"{name} is {'a second one' if text else 'no text'}", concept.iri)
            return
        concept.notation = text
        self._repaired(statement, name, text, concept.iri)
        if statement.value.language or statement.value.datatype not in _PLAIN:
            reason = f"{name} has a datatype or a language, which no table holds; its text is kept"
            which = statement.value.language or compact(statement.value.datatype)
            self._target.report.repaired(statement.file, reason, 0, f"{concept.iri} {text} {which}")

    def _repaired(self, statement: Statement, name: str, text: str, subject: str) -> None:
        """Say where a text is kept in another form than it came."""
        if text != statement.value.value:
            reason = f"{name} has blanks, line ends or control characters that are not kept as they are"
            self._target.report.repaired(statement.file, reason, 0, f"{subject} {quote(statement.value.value)}")

    def _read_label(self, concept: Concept, statement: Statement, plain: str) -> None:
        name, text, language = compact(plain), " ".join(_text(statement).split()), self._tag(statement)
        is_xl = statement.predicate != plain
        if not text:
            self.aside(
                statement,
                f"{name} is no text" if statement.value.kind == "literal" else f"{name} is no literal",
                concept.iri,
            )
            return
        same = concept.preferred.get(language)
        if plain == _PREFERRED:
            if same is not None and not (is_xl and same == text):
                self.aside(statement, _second(name, statement, same=same == text), concept.iri)
                return
            concept.preferred.setdefault(language, text)
        elif same == text:
            self.aside(statement, f"{name} repeats the preferred label", concept.iri)
            return
        elif (text, language) in concept.others and not is_xl:
            self.aside(statement, f"{name} repeats another label", concept.iri)
            return
        else:
            concept.others.setdefault((text, language), _OTHER_LABELS[plain])
        self._repaired(statement, name, text, concept.iri)
        if not statement.value.language:
            reason = f"{name} has no language; it is taken as {self.language}"
            self._target.report.repaired(statement.file, reason, 0, f"{concept.iri} {text}")

    def _read_note(self, concept: Concept, statement: Statement, name: str) -> None:
        place = (NOTES[statement.predicate], self._tag(statement))
        text = _text(statement)
        if not text:
            self.aside(statement, f"{name} is no literal with a text", concept.iri)
        elif place in concept.notes:
            self.aside(statement, _second(name, statement, same=concept.notes[place] == text), concept.iri)
        else:
            concept.notes[place] = text
            self._repaired(statement, name, text, concept.iri)


def _second(name: str, statement: Statement, *, same: bool) -> str:
    """Why a text is set aside where one in its language is kept."""
    if same:
        return f"{name} repeats the one in its language"
    if not statement.value.language:
        return f"{name} has no language, and another one is kept in the main language"
    return f"{name} is a second one in its language; the first is kept"


_RANK: Final = {_PREFERRED: 0, **dict.fromkeys(_OTHER_LABELS, 1)}


def plain_predicate(statement: Statement) -> str:
    """The predicate, that of SKOS where it is one of SKOS-XL."""
    name = statement.predicate.removeprefix(XL)
    return f"{SKOS}{name}" if name in {"prefLabel", "altLabel", "hiddenLabel"} else statement.predicate


def _text(statement: Statement) -> str:
    return text_of(statement.value.value) if statement.value.kind == "literal" else ""
