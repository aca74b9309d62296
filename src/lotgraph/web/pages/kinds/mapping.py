"""The page of a mapping: who says that two things are the same, how surely, how it was made, and what rests on it.

The record is that of SSSOM.  Candidates and rejections stand in a graph of their own beside the data.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from lotgraph.schema.vocabulary import NAMESPACES, expand, mint
from lotgraph.web.pages.kinds import Page, Section
from lotgraph.web.pages.kinds.source import words
from lotgraph.web.pages.links import RELATIONS, justification

if TYPE_CHECKING:
    from lotgraph.rdf.terms import Term
    from lotgraph.web.pages.kinds import Facts
    from lotgraph.web.pages.presentation import DisplayText
    from lotgraph.web.pages.sections import Row

_WHO: Final = tuple(
    expand(f"sssom:{each}")
    for each in (
        *("reviewer_label", "reviewer_id", "author_label", "author_id", "creator_label", "creator_id"),
        *("mapping_provider", "mapping_tool", "mapping_tool_version"),
    )
)
_STEP: Final = expand("prov:wasDerivedFrom")
_ELSEWHERE: Final = frozenset(
    (
        *(expand(f"owl:annotated{each}") for each in ("Source", "Property", "Target")),
        *(expand(f"sssom:{each}") for each in ("mapping_justification", "predicate_modifier", "confidence")),
        *(expand("rdf:type"), expand("rdfs:comment"), expand("dct:source"), _STEP),
        *_WHO,
    )
)
"""What the head and the first section say in words."""


def _read_statement(facts: Facts) -> dict[str, Term]:
    return {row["property"].value: row["value"] for row in facts.rows["about"]}


def standing(facts: Facts, row: Row) -> str:
    """Whether a mapping is accepted, proposed or rejected: by its graph, and by the modifier Not (SSSOM)."""
    if row["graph"].value != mint(facts.release.about.base, "graph-mapping-candidates"):
        return "accepted"
    return "rejected" if "negated" in row else "proposed"


def _own_standing(facts: Facts) -> str:
    row = {"graph": facts.rows["about"][0]["graph"]}
    negated = _read_statement(facts).get(expand("sssom:predicate_modifier"))
    return standing(facts, row | {"negated": negated} if negated is not None else row)


def relation(term: Term, *, negated: bool) -> str:
    """A SKOS mapping relation in words, from the subject to the object."""
    values = RELATIONS.get(term.value.rpartition("#")[2], words(term.value)).lower().removesuffix(" it")
    return f"not {values}" if negated else values


def _sides(facts: Facts) -> dict[str, Any]:
    """The subject and the object, each with all that is known of it."""
    found: dict[str, Any] = {}
    for side in ("subject", "object"):
        rows = [row for row in facts.rows["sides"] if row["side"].value == side]
        found[side] = {
            "row": rows[0],
            "shown": facts.named(rows[0]["thing"], rows[0].get("name")),
            "words": facts.shown.choose(row["words"] for row in rows if "words" in row),
        }
    return found


def _head(facts: Facts) -> dict[str, Any]:
    values, sides, now = _read_statement(facts), _sides(facts), _own_standing(facts)
    linked = relation(values[expand("owl:annotatedProperty")], negated=now == "rejected")
    return {
        "title": f"{sides['subject']['shown'].text}: {linked} {sides['object']['shown'].text}",
        "kicker": f"Mapping · {now}",
        "sides": sides,
        "relation": linked,
        "standing": now,
        "way": justification({"justification": values[expand("sssom:mapping_justification")]})
        if expand("sssom:mapping_justification") in values
        else "way not stated",
        "confidence": values.get(expand("sssom:confidence")),
        "reason": values.get(expand("rdfs:comment")),
    }


def _about(facts: Facts) -> dict[str, Any]:
    rows = sorted(facts.rows["about"], key=lambda row: (row["property"].value, row["value"].value))
    by = sorted(
        (row for row in rows if row["property"].value in _WHO), key=lambda row: _WHO.index(row["property"].value)
    )
    more = [row for row in rows if row["property"].value not in _ELSEWHERE]
    values = _read_statement(facts)
    return {
        "who": [(_property(row), row["value"]) for row in by],
        "way": _way(facts, values.get(expand("sssom:mapping_justification"))),
        "source": values.get(expand("dct:source")),
        "steps": [row["value"] for row in rows if row["property"].value == _STEP],
        "more": [(_property(row), row["value"]) for row in more],
        "graph": rows[0]["graph"],
    }


def _way(facts: Facts, term: Term | None) -> DisplayText | None:
    """How the mapping was found, in words, leading to the term of SEMAPV."""
    shown = facts.label(term)
    return replace(shown, text=justification({"justification": term}) or shown.text) if term and shown else None


def _property(row: Row) -> str:
    name = row["property"].value.removeprefix(NAMESPACES["sssom"]).replace("_", " ")
    return words(name).capitalize()


def _side(facts: Facts) -> dict[str, Any]:
    return {"sides": _sides(facts)}


def _rests(facts: Facts) -> dict[str, Any]:
    def order(row: Row) -> tuple[Any, ...]:
        return row["class"].value, int(row["at"].value) if "at" in row else 0, row["claim"].value

    rows = sorted((row for row in facts.rows["rests"] if "claim" in row), key=order)
    return {
        "standing": _own_standing(facts),
        "lines": [(row, words(row["class"].value)) for row in facts.cut("rests", rows)],
        "count": len(rows),
        "made": [row["mapping"] for row in facts.rows["rests"] if "mapping" in row],
    }


def _claims(facts: Facts) -> dict[str, Any] | None:
    sides = {each["row"]["thing"].value: each["shown"] for each in _sides(facts).values()}
    order = list(sides)
    rows = sorted(
        facts.rows["claims"],
        key=lambda row: (order.index(row["side"].value), -int(row["claims"].value), row["class"].value),
    )
    return {
        "lines": [(sides[row["side"].value], row, words(row["class"].value)) for row in facts.cut("claims", rows)],
        "without": [shown for iri, shown in sides.items() if iri not in {row["side"].value for row in rows}],
    }


def _others(facts: Facts) -> dict[str, Any] | None:
    rows = {row["mapping"].value: row for row in facts.rows["others"]}.values()
    lines: list[dict[str, Any]] = [
        {
            "row": row,
            "standing": standing(facts, row),
            "subject": facts.named(row["subject"], row.get("subjectName")),
            "relation": relation(row["relation"], negated="negated" in row),
            "object": facts.named(row["object"], row.get("objectName")),
            "way": justification(row),
        }
        for row in sorted(rows, key=lambda row: (standing(facts, row), row["mapping"].value))
    ]
    return {"lines": facts.cut("others", lines), "count": len(lines)} if lines else None


PAGE: Final = Page(
    name="mapping",
    label="Mapping",
    classes=frozenset((expand("owl:Axiom"),)),
    sections=(
        Section("sides", "The two sides", _side),
        Section("about", "Who says so, and how it was made", _about),
        Section(
            "rests",
            "Claims that depend on it",
            _rests,
            lambda facts: sum("claim" in row for row in facts.rows["rests"]),
        ),
        Section("claims", "Claims about either side", _claims, lambda facts: len(facts.rows["claims"])),
        Section(
            "others",
            "Other mappings of either side",
            _others,
            lambda facts: len({row["mapping"] for row in facts.rows["others"]}),
        ),
    ),
    head=_head,
)
