"""The results of /fit: an occupation with what it asks for of the skills, how much, what else, and what it pays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from lotgraph.rdf.store import oxigraph
from lotgraph.web.pages import sections

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lotgraph.linking.recommendation.likelihood import Part, Ranked
    from lotgraph.web.pages.presentation import DisplayText, Presentation
    from lotgraph.web.pages.sections import Row
    from lotgraph.web.publication import OpenRelease
    from lotgraph.web.skill_lists import Lists

SIZE: Final = 10
"""Results on one page."""

OTHERS: Final = 5
"""How many of the other skills of an occupation are named."""

_COUNTRIES: Final = "FILTER NOT EXISTS { ?area schema:containedInPlace ?country }"


@dataclass(frozen=True)
class Reason:
    """A skill that the occupation asks for: what it brings, and the claims that say how much it is asked for.

    ``found`` is the skill that it asks for where a mapping led to it, with the relation of the two.
    """

    part: Part
    shown: DisplayText
    found: DisplayText | None
    relation: str
    claims: tuple[Row, ...]


@dataclass(frozen=True)
class Result:
    """An occupation that fits; ``missing`` are the skills that it does not ask for, ``others`` those beyond them."""

    iri: str
    shown: DisplayText
    scheme: DisplayText | None
    score: float
    reasons: tuple[Reason, ...]
    missing: tuple[DisplayText, ...]
    others: int
    first: tuple[DisplayText, ...]
    pay: tuple[Row, ...]

    def as_json(self) -> dict[str, Any]:
        """The result in JSON, with all the numbers of its score."""
        return {
            "id": self.iri,
            "name": self.shown.text,
            "score": self.score,
            "skills": [_reason(each) for each in self.reasons],
            "missing": [each.text for each in self.missing],
            "others": {"count": self.others, "first": [each.text for each in self.first]},
            "pay": [_plain(row, "paid", "claim", "code", "area", *_PAY) for row in self.pay],
        }


_PAY: Final = ("amount", "atLeast", "currency", "payPeriod", "source")


def _reason(reason: Reason) -> dict[str, Any]:
    part = reason.part
    return {
        "id": part.skill,
        "name": reason.shown.text,
        "found": part.found,
        "relation": reason.relation or None,
        "score": part.score,
        "weight": part.weight,
        "listWeight": part.of_list,
        "skillWeight": part.of_skill,
        "allWeight": part.of_all,
        "list": {"source": part.kind.source, "manner": part.kind.manner},
        "claims": [_plain(row, "claim", "category", "percent", "importance", "source") for row in reason.claims],
    }


def _plain(row: Row, *names: str) -> dict[str, str]:
    return {name: row[name].value for name in names if name in row}


def results(
    release: OpenRelease,
    held: Lists,
    skills: Sequence[str],
    ranked: Sequence[Ranked],
    area: str,
    shown: Presentation,
) -> tuple[list[Result], dict[str, str]]:
    """The results for some of the ranked occupations, and the queries that their claims and their pay come from."""
    if not ranked:
        return [], {}
    meant = held.meant(tuple(skills))
    occupations = [each.occupation for each in ranked]
    found = [held.skills.lists.ordered(each, meant) for each in occupations]
    queries = {
        "asked": _fill("asked", occupation=occupations, skill={part.found for parts in found for part in parts}),
        "pay": pay_query(occupations, area),
    }
    asked, pay = sections.evaluate(release, tuple(queries.values()))
    claims = _group(asked.rows, "occupation", "skill")
    paid = _group(pay.rows, "occupation")
    schemes = {iri: scheme for scheme, held_by in held.skills.schemes.items() for iri in occupations if iri in held_by}
    made = []
    for each, parts in zip(ranked, found, strict=True):
        asks = {part.skill for part in parts}
        known = {part.found for part in parts}
        others = [part.skill for part in held.skills.lists.skills(each.occupation) if part.skill not in known]
        made.append(
            Result(
                each.occupation,
                shown.label(each.occupation),
                shown.label(schemes[each.occupation]) if each.occupation in schemes else None,
                each.score,
                tuple(_make_reason(part, held, shown, claims.get((each.occupation, part.found), [])) for part in parts),
                tuple(shown.label(skill) for skill in skills if skill not in asks),
                len(others),
                tuple(shown.label(skill) for skill in others[:OTHERS]),
                tuple(sorted(paid.get((each.occupation,), []), key=_order)),
            )
        )
    return made, queries


def _make_reason(part: Part, held: Lists, shown: Presentation, claims: list[Row]) -> Reason:
    is_mapped = part.found != part.skill
    relation = held.mapped.get(part.skill, {}).get(part.found, "") if is_mapped else ""
    # A share says more than the category that it is stated in.
    shares = [row for row in claims if "percent" in row]
    stated = {row["source"].value for row in shares}
    rest = [row for row in claims if "percent" not in row and row["source"].value not in stated]
    told = tuple(sorted((*shares, *rest), key=lambda row: row["claim"].value))
    return Reason(part, shown.label(part.skill), shown.label(part.found) if is_mapped else None, relation, told)


def _order(row: Row) -> tuple[str, str, str]:
    """Median before mean and average, an hour's pay after a year's."""
    return "" if row["code"].value == "median" else "mean", _text(row, "payPeriod"), row["claim"].value


def _text(row: Row, name: str) -> str:
    return row[name].value if name in row else ""


def _group(rows: Iterable[Row], *names: str) -> dict[tuple[str, ...], list[Row]]:
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row[name].value for name in names), []).append(row)
    return groups


def _fill(section: str, **values: Iterable[str]) -> str:
    """The query of a section with the values of its variables filled in."""
    text = sections.query("fit", section, {})
    for name, iris in values.items():
        written = " ".join(map(oxigraph.write_iri, sorted(iris)))
        text = text.replace(f"VALUES ?{name} {{ }}", f"VALUES ?{name} {{ {written} }}")
    return text


def pay_query(occupations: Sequence[str], area: str) -> str:
    """The query of what occupations pay: in that area, or where there is none in whole countries."""
    text = _fill("pay", occupation=occupations)
    return text.replace(_COUNTRIES, f"VALUES ?area {{ {oxigraph.write_iri(area)} }}") if area else text
