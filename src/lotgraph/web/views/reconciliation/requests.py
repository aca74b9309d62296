"""What a request to the reconciliation service asks for (Reconciliation Service API 0.2), and what it may not."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from lotgraph.errors import BadRequest, PayloadTooLarge, WebError
from lotgraph.linking.reconciliation.matching import Condition, Query
from lotgraph.schema.vocabulary import LG, NAMESPACES, expand

BATCH: Final = 100
"""Queries that one request may bring."""
TEXT: Final = 500
"""Characters that a text in a request may have."""
CANDIDATES: Final = 100
"""Candidates that one query may ask for; where it does not say, it gets ``USUAL``."""
USUAL: Final = 10
CONDITIONS: Final = 10
"""Properties that one query may name."""
VALUES: Final = 20
"""Values that each may have."""
ENTITIES: Final = 50
"""Entities that one request may ask for the properties of."""
PROPERTIES: Final = 20
"""Properties that it may ask for."""

_STRICT: Final = ("any", "all", "should")
_FIELDS: Final = ("query", "type", "limit", "properties", "type_strict")


@dataclass(frozen=True)
class RequestedProperty:
    """A property that an extension asks for: up to so many values (0: all), texts in that language (empty: in any)."""

    property: str
    limit: int
    language: str


@dataclass(frozen=True)
class Extension:
    """A data extension query (API, 7.3): entities by their IRIs, and what is asked of each."""

    ids: tuple[str, ...]
    wanted: tuple[RequestedProperty, ...]


def canonical(identifier: str) -> str:
    """The IRI of a property or class that may be named by a CURIE."""
    return expand(identifier) if identifier.partition(":")[0] in NAMESPACES else identifier


def classes(identifier: str) -> tuple[str, ...]:
    """The classes that the parameter ``type`` names, none where it names all.

    OpenRefine's dialog does not encode the ``#`` in it, so a browser sends only what stands before (RFC 3986, 3.5):
    the namespace, which names all its classes.
    """
    named = tuple(canonical(each) for each in identifier.split(",") if each)
    return () if any(f"{each}#" == LG for each in named) else named


def queries(text: str) -> dict[str, Query | WebError]:
    """A reconciliation query batch (API, 4.1); where one query is at fault, what is wrong with it in its place.

    Raises BadRequest where it is no batch, PayloadTooLarge where there are too many.
    """
    batch = _object(_read(text, "queries"), "The batch of queries")
    if len(batch) > BATCH:
        raise PayloadTooLarge(f"One batch may have up to {BATCH} queries (`batchSize`), and this has {len(batch):,}.")
    return {key: _query_or_error(key, each) for key, each in batch.items()}


def _query_or_error(key: str, content: Any) -> Query | WebError:
    try:
        return _query(_object(content, f"The query {key!r}"), f"query {key!r}")
    except (BadRequest, PayloadTooLarge) as error:
        return error


def extension(text: str) -> Extension:
    """A data extension query (API, 7.3).  Raises BadRequest, or PayloadTooLarge where too much is asked for."""
    asked = _object(_read(text, "extend"), "The extension")
    ids = tuple(_text(each, "`ids`") for each in _list(asked.get("ids"), "`ids`"))
    wanted = tuple(_read_query(_object(each, "A property")) for each in _list(asked.get("properties"), "`properties`"))
    if len(ids) > ENTITIES or len(wanted) > PROPERTIES:
        raise PayloadTooLarge(
            f"One request may ask for {PROPERTIES} properties of {ENTITIES} entities, "
            f"and this asks for {len(wanted):,} of {len(ids):,}."
        )
    return Extension(tuple(dict.fromkeys(ids)), wanted)


def _read_query(content: dict[str, Any]) -> RequestedProperty:
    settings = _object(content.get("settings") or {}, "`settings`")
    # Clients send what stands in a field of a form: a number as text too.
    limit = str(settings.get("limit") or "0").strip()
    if not (limit.isdecimal() and len(limit) < 10):
        _refuse(f"The setting `limit` is a whole number, not {limit[:20]!r}.")
    language = _text(settings.get("language") or "", "the setting `language`")
    return RequestedProperty(
        canonical(_text(content.get("id"), "`id` of a property")), int(limit), language.strip().lower()
    )


def _query(content: dict[str, Any], place: str) -> Query:
    unknown = sorted(content.keys() - set(_FIELDS))
    if unknown:
        _refuse(f"The {place} has a field {unknown[0]!r}; there are {', '.join(_FIELDS)}.")
    # Clients write null for what they do not ask for.
    content = {name: value for name, value in content.items() if value is not None}
    text = _text(content.get("query", ""), f"`query` of the {place}")
    conditions = _conditions(content.get("properties", []), place)
    if "query" not in content and not content.get("properties"):
        _refuse(f"The {place} has neither a text (`query`) nor `properties`.")
    limit = content.get("limit", USUAL)
    if isinstance(limit, bool) or not isinstance(limit, (int, float)) or limit not in range(1, CANDIDATES + 1):
        _refuse(f"`limit` of the {place} is a whole number from 1 to {CANDIDATES}.")
    types = content.get("type", [])
    types = [types] if isinstance(types, str) else _list(types, f"`type` of the {place}")
    strict = content.get("type_strict", "any")
    if strict not in _STRICT:
        _refuse(f"`type_strict` of the {place} is one of {', '.join(_STRICT)}.")
    named = tuple(dict.fromkeys(canonical(_text(each, f"`type` of the {place}")) for each in types if each))
    # An entity has one class: none has all of several.
    impossible = strict == "all" and len(named) > 1
    return Query(text, ("",) if impossible else named, strict != "should", conditions, int(limit))


def _conditions(content: Any, place: str) -> tuple[Condition, ...]:
    found = []
    for each in _list(content, f"`properties` of the {place}"):
        one = _object(each, f"A property of the {place}")
        property_ = canonical(_text(one.get("pid"), f"`pid` of a property of the {place}"))
        given = one.get("v")
        values = [_value(value, place) for value in (given if isinstance(given, list) else [given])]
        if len(values) > VALUES:
            raise PayloadTooLarge(f"A property of the {place} has {len(values):,} values; up to {VALUES} are read.")
        # An empty cell asks for nothing.
        if any(value.strip() for value in values):
            found.append(Condition(property_, tuple(value for value in values if value.strip())))
    if len(found) > CONDITIONS:
        raise PayloadTooLarge(f"The {place} has {len(found):,} properties; up to {CONDITIONS} are read.")
    return tuple(found)


def _value(value: Any, place: str) -> str:
    """A property value (API, 2.4) as text: of an entity its IRI."""
    if isinstance(value, dict):
        value = value.get("id")
    elif isinstance(value, (bool, int, float)):
        value = json.dumps(value)
    return _text(value, f"a value `v` of the {place}")


def _read(text: str, name: str) -> Any:
    try:
        content = json.loads(text, parse_constant=_refuse_constant)
        json.dumps(content, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise BadRequest(f"The parameter `{name}` has half a surrogate pair, which is no character.") from error
    except (ValueError, RecursionError) as error:
        raise BadRequest(f"The parameter `{name}` is not JSON: {error}.") from error
    return content


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _object(content: Any, what: str) -> dict[str, Any]:
    if not isinstance(content, dict):
        _refuse(f"{what} is not a JSON object.")
    return content


def _list(content: Any, what: str) -> list[Any]:
    if not isinstance(content, list):
        _refuse(f"{what} is not a list.")
    return content


def _text(content: Any, what: str) -> str:
    if not isinstance(content, str):
        _refuse(f"{_capital(what)} is not a text.")
    if len(content) > TEXT:
        raise PayloadTooLarge(f"{_capital(what)} has {len(content):,} characters; up to {TEXT} are read.")
    return content


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _refuse(message: str) -> NoReturn:
    raise BadRequest(message)
