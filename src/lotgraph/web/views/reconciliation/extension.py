"""The values of properties of entities, as a data extension response has them (Reconciliation Service API 0.2, 7.4)."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from lotgraph.errors import BadRequest, QueryError
from lotgraph.rdf.terms import Term
from lotgraph.schema.vocabulary import compact, expand
from lotgraph.web.pages.presentation import LABELS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lotgraph.linking.reconciliation.index import Index
    from lotgraph.rdf.store.query import Store
    from lotgraph.web.views.reconciliation.properties import Property
    from lotgraph.web.views.reconciliation.requests import Extension, RequestedProperty

MOST: Final = 1000
"""Values that an entity can have of one property."""

_INTEGER, _DECIMAL, _DOUBLE, _DATE, _TIME = (
    expand(f"xsd:{name}") for name in ("integer", "decimal", "double", "date", "dateTime")
)
_DAY: Final = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
_MOMENT: Final = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?)(Z|[+-][0-9]{2}:[0-9]{2})?"
)
_YEAR: Final = re.compile(r"[1-9][0-9]{3}")
_PRECISE: Final = 2**53


def extend(
    store: Store, index: Index, asked: Extension, known: Mapping[str, Property]
) -> dict[str, list[dict[str, Any]] | dict[str, Any]]:
    """The response to a data extension query; of an unknown entity nothing is known.

    Raises BadRequest where a property is none that entities can be extended with.
    """
    for each in asked.wanted:
        if each.property not in known or not known[each.property].given:
            raise BadRequest(f"Entities cannot be extended with {each.property!r}; see `propose_properties`.")
    meta = [{"id": each.property, "name": known[each.property].name} for each in asked.wanted]
    rows = {
        iri: {each.property: _values(store, index, iri, each, known[each.property]) for each in asked.wanted}
        for iri in asked.ids
    }
    return {"meta": meta, "rows": rows}


def _values(
    store: Store, index: Index, iri: str, wanted: RequestedProperty, property_: Property
) -> list[dict[str, Any]]:
    entity = index.thing(iri)
    if entity is None:
        return []
    facts = index.values(entity.number, property_.iri)
    if facts:
        values = [_write_fact(property_.iri, printed) for _, printed in facts]
    else:
        terms = _terms(store, iri, property_)
        values = [_value(store, index, term) for term in terms if _speaks(term, wanted.language)]
    return values[: wanted.limit or MOST][:MOST]


def _terms(store: Store, iri: str, property_: Property) -> list[Term]:
    try:
        if property_.query:
            text = (files(__package__ or "") / "queries" / f"{property_.query}.rq").read_text("utf-8")
            return [each.object for each in store.construct(text, iri)]
        return sorted({each.object for each in store.describe_node(iri) if each.predicate.value == property_.iri})
    except QueryError:
        return []


def _speaks(term: Term, language: str) -> bool:
    """Whether a value may be given to who asks for texts in one language."""
    tag = term.language.lower()
    return not language or not tag or tag == language or tag.startswith(f"{language}-")


def _value(store: Store, index: Index, term: Term) -> dict[str, Any]:
    if term.kind == "iri":
        entity = index.thing(term.value)
        if entity is not None:
            return {"id": entity.iri, "name": entity.name}
        return {"str": store.labels([term.value], LABELS).get(term.value, compact(term.value))}
    return _literal(term)


def _literal(term: Term) -> dict[str, Any]:
    value: dict[str, Any] = {"str": term.value}
    if term.datatype == _INTEGER and abs(int(term.value)) <= _PRECISE:
        value = {"int": int(term.value)}
    elif term.datatype in (_DECIMAL, _DOUBLE):
        number = float(term.value)
        value = {"float": number} if abs(number) <= _PRECISE else value
    elif term.datatype == _DATE and _DAY.fullmatch(term.value):
        value = {"date": f"{term.value}T00:00:00"}
    elif term.datatype == _TIME and _MOMENT.fullmatch(term.value):
        value = {"date": term.value}
    return value


def _write_fact(kind: str, text: str) -> dict[str, Any]:
    """What a source says of an employer: a day is known by its form, a year by what is said, the rest is text."""
    if _DAY.fullmatch(text):
        return {"date": f"{text}T00:00:00"}
    return {"int": int(text)} if kind.endswith("/founded") and _YEAR.fullmatch(text) else {"str": text}
