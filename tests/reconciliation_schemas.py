"""What the Reconciliation Service API 0.2 says of each kind of answer (section 8), as JSON schemas in our own words.

They ask for at least what the schemas of the specification ask for, and for the fields that its text says are there.
"""

from __future__ import annotations

from typing import Any, Final

Schema = dict[str, Any]


def _object(required: dict[str, Any], optional: dict[str, Any] | None = None, *, closed: bool = False) -> Schema:
    """An object with those fields; where it is closed, with no others."""
    schema = {"type": "object", "required": [*required], "properties": required | (optional or {})}
    return schema | ({"additionalProperties": False} if closed else {})


TEXT: Final[Schema] = {"type": "string", "minLength": 1}
WORDS: Final[Schema] = {"type": "string"}
URI: Final[Schema] = {"type": "string", "pattern": "^https?://[^ ]+$"}
WITH_ID: Final[Schema] = {"type": "string", "pattern": r"^https?://.*\{\{id\}\}"}
KIND: Final = _object({"id": TEXT, "name": TEXT}, {"description": WORDS})
TYPE: Final = _object(
    {"id": TEXT, "name": TEXT}, {"description": WORDS, "broader": {"type": "array", "items": KIND}}
)  # fmt: skip
SERVICE: Final = _object(
    {"service_url": URI, "service_path": {"type": "string", "pattern": "^/"}},
    {"flyout_service_url": URI, "flyout_service_path": {"type": "string", "pattern": r"\$\{id\}"}},
)
SETTING: Final = {
    "oneOf": [
        _object({"type": {"const": kind}, "label": TEXT, "name": TEXT}, {"default": default, "help_text": WORDS})
        for kind, default in (
            ("number", {"type": "number"}),
            ("text", {"type": "string"}),
            ("checkbox", {"type": "boolean"}),
        )
    ]
}
MANIFEST: Final = _object(
    {
        "versions": {"type": "array", "items": TEXT, "contains": {"const": "0.2"}},
        "name": TEXT,
        "identifierSpace": URI,
        "schemaSpace": URI,
    },
    {
        "documentation": URI,
        "logo": URI,
        "serviceVersion": TEXT,
        "defaultTypes": {"type": "array", "items": TYPE, "uniqueItems": True},
        "view": _object({"url": WITH_ID}),
        "feature_view": _object({"url": WITH_ID}),
        "preview": _object({"url": WITH_ID, "width": {"type": "integer"}, "height": {"type": "integer"}}),
        "suggest": _object({}, {"entity": SERVICE, "property": SERVICE, "type": SERVICE}, closed=True),
        "extend": _object(
            {}, {"propose_properties": SERVICE, "property_settings": {"type": "array", "items": SETTING}}
        ),
        "batchSize": {"type": "integer", "minimum": 1},
    },
    closed=True,
)
FEATURE: Final = _object({"id": TEXT, "value": {"type": ["boolean", "number"]}}, closed=True)
CANDIDATE: Final = _object(
    {
        "id": TEXT,
        "name": TEXT,
        "score": {"type": "number", "minimum": 0, "maximum": 1},
        "match": {"type": "boolean"},
        "type": {"type": "array", "items": KIND},
    },
    {"description": WORDS, "features": {"type": "array", "items": FEATURE}},
    closed=True,
)
RESULTS: Final[Schema] = {
    "type": "object",
    "additionalProperties": _object({"result": {"type": "array", "items": CANDIDATE}}, {"error": TEXT}, closed=True),
}


def _suggestions(item: Schema) -> Schema:
    return _object({"result": {"type": "array", "items": item}}, closed=True)


ENTITIES: Final = _suggestions(
    _object(
        {"id": TEXT, "name": TEXT}, {"description": WORDS, "notable": {"type": "array", "items": KIND}}, closed=True
    )
)
PROPERTIES: Final = _suggestions(_object({"id": TEXT, "name": TEXT}, {"description": WORDS}, closed=True))
TYPES: Final = _suggestions(TYPE)
FLYOUT: Final = _object({"id": TEXT, "html": TEXT}, closed=True)
PROPOSAL: Final = _object(
    {"properties": {"type": "array", "items": KIND}}, {"type": WORDS, "limit": {"type": "integer"}}
)
MOMENT: Final = (
    r"^-?[0-9]{4,}-(0[1-9]|1[0-2])-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](\.[0-9]+)?(Z|[+-][0-9:]{5})?$"
)
VALUE: Final[Schema] = {
    "oneOf": [
        _object({"id": TEXT, "name": TEXT}, {"description": WORDS}, closed=True),
        _object({"str": WORDS}, closed=True),
        _object({"float": {"type": "number"}}, closed=True),
        _object({"int": {"type": "integer"}}, closed=True),
        _object({"date": {"type": "string", "pattern": MOMENT}}, closed=True),
        {"type": "object", "maxProperties": 0},
    ]
}
EXTENSION: Final = _object(
    {
        "meta": {"type": "array", "items": _object({"id": TEXT, "name": TEXT}, {"type": KIND, "service": URI})},
        "rows": {
            "type": "object",
            "additionalProperties": {"type": "object", "additionalProperties": {"type": "array", "items": VALUE}},
        },
    },
    closed=True,
)
