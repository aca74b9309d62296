"""The page of a mapping: who says that two things are the same, how surely, and what rests on it."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from lotgraph.vocabulary import expand
from lotgraph.web.kinds import Page, Section
from lotgraph.web.kinds.occupation import RELATIONS, justification
from lotgraph.web.kinds.source import words

if TYPE_CHECKING:
    from lotgraph.web.kinds import Facts
    from lotgraph.web.sections import Row


_WORDS: Final = MappingProxyType(
    {
        "exactMatch": "the same as",
        "closeMatch": "nearly the same as",
        "broadMatch": "a part of",
        "narrowMatch": "wider than",
        "relatedMatch": "related to",
    }
)


def relation(row: Row) -> str:
    """The relation of a mapping in words, from its first concept to its second."""
    text = RELATIONS.get(row["relation"].value.rpartition("#")[2], row["relation"].value)
    return f"Not: {text.lower()}" if "negated" in row else text


def standing(row: Row) -> str:
    """How a mapping stands: accepted, proposed, or rejected."""
    return "rejected" if "negated" in row else row["standing"].value


def _end(facts: Facts, row: Row, end: str) -> dict[str, Any]:
    return {
        "shown": facts.label(row[end]),
        "name": row[f"{end}Name"].value if f"{end}Name" in row else "",
        "code": row[f"{end}Code"].value if f"{end}Code" in row else "",
        "scheme": facts.label(row.get(f"{end}Scheme")),
        "publisher": facts.publisher(row[f"{end}Source"].value) if f"{end}Source" in row else "",
    }


def _head(facts: Facts) -> dict[str, Any]:
    rows = facts.rows["about"]
    if not rows:
        return {"title": facts.shown.label(facts.iri).text, "kicker": "Mapping"}
    row = rows[0]
    ends = [_end(facts, row, end) for end in ("subject", "object")]
    titles = [each["name"] or (each["shown"].text if each["shown"] else "") for each in ends]
    return {
        "title": " and ".join(titles),
        "kicker": f"Mapping · {standing(row)}",
        "ends": ends,
        "words": _WORDS.get(row["relation"].value.rpartition("#")[2], row["relation"].value),
        "negated": "negated" in row,
        "standing": standing(row),
        "claims": sum(int(each["claims"].value) for each in facts.rows["rests"] if not _is_general(each)),
    }


def _is_general(row: Row) -> bool:
    """A class above those by which claims are counted."""
    return row["class"].value in (expand("lg:Claim"), expand("lg:Observation"))


def _about(facts: Facts) -> dict[str, Any] | None:
    rows = facts.rows["about"]
    if not rows:
        return None
    return {
        "row": rows[0],
        "way": justification(rows[0]),
        "reviewers": sorted({_text(row, "reviewer") for row in rows}),
    }


def _text(row: Row, name: str) -> str:
    return row[name].value if name in row else ""


def _rests(facts: Facts) -> dict[str, Any]:
    rows = [row for row in facts.rows["rests"] if not _is_general(row)]
    rows.sort(key=lambda row: -int(row["claims"].value))
    return {"lines": [(words(row["class"].value), row["claims"]) for row in rows]}


def _steps(facts: Facts) -> dict[str, Any] | None:
    rows = facts.rows["steps"]
    made = {way: [row for row in rows if row["way"].value == way] for way in ("from", "into")}
    return {"made": made} if rows else None


def _others(facts: Facts) -> dict[str, Any] | None:
    rows = sorted(facts.rows["others"], key=lambda row: (row["standing"].value, row["mapping"].value))
    lines = [(row, relation(row), standing(row)) for row in facts.cut("others", rows)]
    return {"lines": lines} if rows else None


PAGE: Final = Page(
    name="mapping",
    label="Mapping",
    classes=frozenset((expand("owl:Axiom"),)),
    sections=(
        Section("about", "Who says so, and how surely", _about),
        Section("rests", "What rests on it", _rests),
        Section("steps", "What it is made of", _steps),
        Section("others", "Other mappings of the first", _others, lambda facts: len(facts.rows["others"])),
    ),
    head=_head,
)
