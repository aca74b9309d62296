"""The page of a claim: one figure or statement, with all that is known of it and what others say beside it."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from lotgraph.schema import NUMBERS, TABLES
from lotgraph.schema.vocabulary import LG, expand
from lotgraph.web.pages import numbers, pay
from lotgraph.web.pages.kinds import Page, Section
from lotgraph.web.pages.kinds.source import PLACES, words

if TYPE_CHECKING:
    from lotgraph.rdf.terms import Term
    from lotgraph.web.pages.kinds import Facts
    from lotgraph.web.pages.presentation import DisplayText

_CLAIMS: Final = MappingProxyType({expand(table.claim.type): table.claim for table in TABLES if table.claim})
_NUMBERS: Final = tuple(map(expand, NUMBERS))
_BOOLEAN: Final = expand("xsd:boolean")
_TEXTS: Final = tuple(map(expand, ("lg:title", "lg:heading", "lg:summary", "lg:text", "lg:value", "lg:valueAsPrinted")))
_SUBJECTS: Final = tuple(map(expand, ("lg:occupation", "lg:about")))
_TYPE: Final = expand("rdf:type")
_MAPPING: Final = expand("lg:viaMapping")
_NAMES: Final = MappingProxyType(
    {expand("lg:refArea"): "Area", expand("lg:refPeriod"): "Period", _MAPPING: "Through a mapping", _TYPE: "Class"}
)
"""The properties that are not called as they are."""
_ORDER: Final = tuple(
    map(
        expand,
        (
            *("lg:occupation", "lg:about", "lg:statistic", "lg:skill", "lg:employer", "lg:educationLevel"),
            *("lg:interest", "lg:workStyle", "lg:requirementLevel", "lg:requirement", "lg:jobZone"),
            *("lg:experienceBand", "lg:relatedOccupation", "lg:relatedSkill", "lg:refArea", "lg:refPeriod"),
            "prov:agent",
        ),
    )
)


def _head(facts: Facts) -> dict[str, Any]:
    rows = facts.rows["about"]
    values = {row["property"].value: row["value"] for row in rows}
    classes = {row["value"].value for row in rows if row["property"].value == _TYPE}
    kind = next((each for each in _CLAIMS if each in classes), "")
    name = kind.rpartition("#")[2] or "Claim"
    number = next((values[each] for each in _NUMBERS if each in values), None)
    about = next((facts.label(values[each]) for each in _SUBJECTS if each in values), None)
    thing = next(
        (facts.label(values[each]) for each in _ORDER[2:] if each in values and values[each].kind == "iri"), None
    )
    text = next((values[each] for each in _TEXTS if each in values), None)
    subject = thing.text if thing else text.value if text else ""
    source = values.get(expand("lg:source"))
    return {
        "title": " · ".join(
            filter(
                None, (f"{words(name).capitalize()}{f': {subject}' if subject else ''}", about.text if about else "")
            )
        ),
        "kicker": "Claim",
        "number": number,
        "least": expand("lg:atLeast") in values and expand("lg:amount") not in values,
        "unit": _unit(kind, values),
        "printed": values.get(expand("lg:valueAsPrinted")),
        "about": about,
        "back": f"#{PLACES[name]}" if name in PLACES else "",
        "source": facts.label(source),
    }


def _unit(kind: str, values: dict[str, Any]) -> str:
    if kind in _CLAIMS and _CLAIMS[kind].unit:
        return _CLAIMS[kind].unit
    currency = values.get(expand("schema:currency"))
    return currency.value if currency is not None else ""


def _about(facts: Facts) -> dict[str, Any]:
    def order(row: Any) -> tuple[Any, ...]:
        iri = row["property"].value
        return (_ORDER.index(iri) if iri in _ORDER else len(_ORDER), iri, row["value"].value)

    rows = [row for row in facts.rows["about"] if row["property"].value != expand("lg:locator")]
    # That a figure is an observation of a data cube is for programs.
    rows = [row for row in rows if row["property"].value != _TYPE or row["value"].value.startswith(LG)]
    return {"rows": [_stated(facts, row["property"].value, row["value"]) for row in sorted(rows, key=order)]}


def _stated(facts: Facts, iri: str, value: Term) -> tuple[str, str | DisplayText | Term]:
    """A property and its value in words."""
    name = _NAMES.get(iri, words(iri).capitalize())
    shown = facts.label(value) if value.kind == "iri" else None
    if shown is not None:
        values = {_TYPE: words(value.value).capitalize(), _MAPPING: "how its entry is mapped"}.get(iri, shown.text)
        return name, replace(shown, text=values)
    if iri in _NUMBERS:
        return name, numbers.format_number(value.value)
    plain = {"true": "yes", "false": "no"} if value.datatype == _BOOLEAN else pay.PERIODS
    return name, plain.get(value.value, value)


def _places(facts: Facts) -> dict[str, Any] | None:
    rows = sorted(facts.rows["places"], key=lambda row: int(row["at"].value))
    return {"rows": [(row, facts.marks.place(row["source"].value, row["at"])) for row in rows]} if rows else None


def _beside(facts: Facts) -> dict[str, Any] | None:
    rows = sorted(facts.rows["beside"], key=lambda row: (facts.publisher(row["source"].value), row["claim"].value))
    lines = [(row, words(row["class"].value)) for row in rows]
    return {"lines": facts.cut("beside", lines), "count": len(lines)} if lines else None


PAGE: Final = Page(
    name="claim",
    label="Claim",
    classes=frozenset(_CLAIMS),
    sections=(
        Section("about", "Details", _about),
        Section("places", "Place in the source", _places),
        Section("beside", "Other claims on the same subject", _beside, lambda facts: len(facts.rows["beside"])),
    ),
    head=_head,
)
