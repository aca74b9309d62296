"""/compare: two to four occupations side by side: what they share, what only one has, what cannot be compared.

It shows the rows of the same queries that make the pages of the occupations.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request, url_for

from lotgraph.errors import BadRequest, QueryError
from lotgraph.formats import media
from lotgraph.schema.vocabulary import expand
from lotgraph.web.http import languages, protocol
from lotgraph.web.http.conditional import Tag, answer
from lotgraph.web.pages import (
    kinds,
    pay,
    rendering,
    sections,
)
from lotgraph.web.pages.kinds import occupation
from lotgraph.web.pages.name_lookup import (
    TEXT,
    Choice,
    Unresolved,
    look_up,
)
from lotgraph.web.pages.presentation import Presentation
from lotgraph.web.publication import current_release
from lotgraph.web.site import tag_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from lotgraph.rdf.terms import Term
    from lotgraph.web.pages.kinds import Facts
    from lotgraph.web.pages.sections import Row
    from lotgraph.web.publication import OpenRelease

blueprint = Blueprint("comparison", __name__)

NAMES: Final = ("a", "b", "c", "d")
_SECTIONS: Final = ("about", "pay", "regions", "skills", "technology", "asked")
_OCCUPATION: Final = expand("lg:Occupation")
_NOTATION: Final = expand("skos:notation")


@dataclass(frozen=True)
class Shared:
    """One thing that some of the occupations have: for each of them the row, None where it has none."""

    shown: Any
    rows: tuple[Row | None, ...]


@blueprint.get("/compare")
def compare() -> Response:
    """Compare occupations, named by IRI, code or name; fewer than two: a form to name them."""
    release = current_release()
    asked = _read_request()
    wanted = languages.read_languages()
    found = {name: _occupation(release, word) for name, word in asked.items()}
    known = {name: each for name, each in found.items() if isinstance(each, str)}
    if len(set(known.values())) < len(known):
        raise BadRequest("An occupation is compared with another one, not with itself.")
    if len(known) < len(found):
        return _choose(release, found, wanted)
    tag = Tag(tag_of(release, request.script_root, "compare", tuple(known.items()), wanted.asked))
    response = answer(tag, media.HTML, lambda: _page(release, known, wanted))
    response.vary.add("Accept-Language")
    return response


def _read_request() -> dict[str, str]:
    """What is to be compared, by the names of the parameters; those that are empty are left out."""
    pairs = [(name, value.strip()) for name, value in protocol.parameters(request.query_string) if name != "lang"]
    known = [(name, value) for name, value in pairs if len(name) == 1 and value]
    if len(known) > len(NAMES):
        raise BadRequest(f"Two to four occupations are compared at a time, and {len(known)} were named.")
    names = [name for name, _ in known]
    if len(set(names)) < len(names) or not set(names) <= set(NAMES):
        raise BadRequest("Occupations are named by the parameters `a`, `b`, `c` and `d`, each once.")
    return dict(sorted(known))


def _occupation(release: OpenRelease, word: str) -> str | Unresolved:
    """The IRI of the occupation of that IRI, code or name; else those that may be meant.

    Raises BadRequest where something else is named.
    """
    try:
        found = [word] if release.store.subjects((word,)) else []
    except QueryError:
        found = []
    found = found or list(release.store.holders(_NOTATION, word))
    occupations = [iri for iri in found if _OCCUPATION in release.store.types(iri)]
    if found and not occupations:
        raise BadRequest(f"{word!r} is here, but it is no occupation; only occupations are compared.")
    if len(occupations) == 1:
        return occupations[0]
    if occupations:
        shown = Presentation(release, url_for("pages.landing"))
        return Unresolved(
            word, exact=True, choices=tuple(Choice(iri, shown.label(iri).text, iri) for iri in occupations)
        )
    if len(word) > TEXT:
        raise BadRequest(f"The name of an occupation may have up to {TEXT} characters; this has {len(word):,}.")
    named = look_up(release, word, _OCCUPATION)
    return named if isinstance(named, Unresolved) else named.iri


def _fields(shown: Presentation, found: Mapping[str, str | Unresolved]) -> list[tuple[str, str, str]]:
    """The fields of the form: name, text, and the IRI where the text is the label of an occupation."""
    sentences = {name: (each.text, "") if isinstance(each, Unresolved) else (shown.label(each).text, each)
            for name, each in found.items()}  # fmt: skip
    return [(name, *sentences.get(name, ("", ""))) for name in NAMES]


def _address(iris: Mapping[str, str]) -> str:
    return f"{url_for('comparison.compare')}?{urlencode(sorted(iris.items()))}"


def _choose(release: OpenRelease, found: Mapping[str, str | Unresolved], wanted: languages.Languages) -> Response:
    """The form with what each name may mean; 404 where one means nothing here."""
    shown = Presentation(release, url_for("pages.landing"), wanted)
    known = {name: each for name, each in found.items() if isinstance(each, str)}
    unresolved = {name: each for name, each in found.items() if isinstance(each, Unresolved)}
    page = render_template(
        "compare.html",
        release=release,
        fields=_fields(shown, found),
        unresolved=[
            (each, [(choice, _address(known | {name: choice.iri})) for choice in each.choices])
            for name, each in unresolved.items()
        ],
        things=(),
    )
    is_unknown = any(not each.exact for each in unresolved.values())
    response = Response(page, HTTPStatus.NOT_FOUND if is_unknown else HTTPStatus.OK)
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept-Language")
    return response


def _page(release: OpenRelease, found: Mapping[str, str], wanted: languages.Languages) -> bytes:
    shown = Presentation(release, url_for("pages.landing"), wanted)
    fields, iris = _fields(shown, found), tuple(found.values())
    if len(iris) < 2:
        return render_template("compare.html", release=release, fields=fields, unresolved=(), things=()).encode()
    each = _evaluate(release, iris, wanted)
    things = tuple(
        {"shown": facts.shown.label(facts.iri), "about": next(iter(facts.rows["about"]), {}), "facts": facts}
        for facts in each
    )
    same = _components(row for facts in each for row in facts.rows["same"])
    skills = _skills(each, same)
    return render_template(
        "compare.html",
        release=release,
        fields=fields,
        unresolved=(),
        things=things,
        facts=each[0],
        pay=_pay(each),
        shared=[line for line in skills if all(line.rows)],
        some=[line for line in skills if not all(line.rows) and sum(map(bool, line.rows)) > 1],
        only=[
            [line for line in skills if line.rows[place] and sum(map(bool, line.rows)) == 1]
            for place in range(len(each))
        ],
        most=kinds.SIZE if len(iris) == 2 else kinds.SIZE // 2,
        cannot=_cannot(each),
        tables=[
            {name: rendering.table_address(occupation.PAGE, name, facts.bound) for name in ("pay", "skills")}
            for facts in each
        ],
    ).encode()


def _evaluate(release: OpenRelease, iris: Sequence[str], wanted: languages.Languages) -> tuple[Facts, ...]:
    """The rows of the sections of each occupation, all from one exchange."""
    texts = [
        text
        for iri in iris
        for text in (
            *(sections.query(occupation.PAGE.name, name, {sections.THIS: iri}) for name in _SECTIONS),
            sections.query("compare", "same", {sections.THIS: iri}),
        )
    ]
    found = iter(sections.evaluate(release, texts))
    names = (*_SECTIONS, "same")
    return tuple(
        rendering.of_rows(release, {sections.THIS: iri}, wanted, {name: next(found).rows for name in names})
        for iri in iris
    )


def _components(rows: Iterable[Row]) -> Mapping[str, str]:
    """One of those skills that are the same by mappings, for each of them."""
    found: dict[str, str] = {}

    def root(iri: str) -> str:
        while found.get(iri, iri) != iri:
            iri = found[iri]
        return iri

    for row in rows:
        one, other = root(row["skill"].value), root(row["same"].value)
        found[max(one, other)] = min(one, other)
    return {iri: root(iri) for iri in tuple(found)} | {root(iri): root(iri) for iri in tuple(found)}


def _skills(each: Sequence[Facts], same: Mapping[str, str]) -> list[Shared]:
    """All skills and tools, with the row in which each occupation lists them; one with a share before one without."""
    lines: dict[str, list[Row | None]] = {}
    for place, facts in enumerate(each):
        for row in (*facts.rows["skills"], *facts.rows["technology"]):
            key = same.get(row["skill"].value, row["skill"].value)
            line = lines.setdefault(key, [None] * len(each))
            if line[place] is None or "percent" in row:
                line[place] = row
    first = each[0]

    def shared(line: list[Row | None]) -> Shared:
        row = next(filter(None, line))
        return Shared(first.shown.label(row["skill"].value), tuple(line))

    def order(line: Shared) -> tuple[Any, ...]:
        shares = [float(row["percent"].value) for row in line.rows if row and "percent" in row]
        return -max(shares, default=-1.0), line.shown.text.casefold()

    return sorted(map(shared, lines.values()), key=order)


def _pay(each: Sequence[Facts]) -> dict[str, Any] | None:
    """The figures of which statistic, area, period, experience, currency and time of work agree, on one scale."""
    keyed: dict[tuple[str, ...], list[tuple[int, Row]]] = {}
    for place, facts in enumerate(each):
        for row in _figures(facts):
            keyed.setdefault(_key(facts, row), []).append((place, row))
    groups = [(key, rows) for key, rows in keyed.items() if len({place for place, _ in rows}) > 1]
    if not groups:
        return None
    first = each[0]
    fitting = pay.scale(pay.value(row) for _, rows in groups for _, row in rows)
    return {
        "scale": fitting,
        "currency": groups[0][0][4],
        "groups": [
            {
                "title": f"{first.name(rows[0][1], 'statistic')}, {first.name(rows[0][1], 'area')}",
                "note": f"{pay.period(first, rows[0][1])}, {pay.PERIODS.get(key[5], key[5])}",
                "lines": [
                    (place, row, row.get("amount") or row.get("atLeast"), fitting.at(pay.value(row)))
                    for place, row in sorted(rows, key=lambda pair: pair[0])
                ],
            }
            for key, rows in sorted(groups, key=lambda pair: pair[0])
        ],
    }


def _figures(facts: Facts) -> list[Row]:
    rows = (*facts.rows["pay"], *facts.rows["regions"])
    return [row for row in rows if ("amount" in row or "atLeast" in row) and pay.is_yearly(row)]


def _key(facts: Facts, row: Row) -> tuple[str, ...]:
    def text(name: str) -> str:
        term: Term | None = row.get(name)
        return term.value if term is not None else ""

    parts = (text("statistic"), text("area"), pay.period(facts, row), text("experience"), text("currency"))
    return (*parts, text("payPeriod") or pay.YEAR)


def _cannot(each: Sequence[Facts]) -> list[str]:
    """What cannot be compared, and why, in words."""
    sentences = []
    labels = [facts.shown.label(facts.iri).text for facts in each]
    keys = [{_key(facts, row) for row in _figures(facts)} for facts in each]
    for label, own, place in zip(labels, keys, range(len(each)), strict=True):
        others = set().union(*(key for other, key in enumerate(keys) if other != place))
        if not own:
            sentences.append(f"Pay of {label}: not stated by any source of this release.")
        elif not own & others:
            sentences.append(
                f"Pay of {label}: no other of these has a figure with the same statistic, area and period."
            )
        elif own - others:
            sentences.append(f"{len(own - others)} further pay figures of {label} have no counterpart.")
    with_shares = [any("percent" in row for row in facts.rows["skills"]) for facts in each]
    if any(with_shares) and not all(with_shares):
        without = ", ".join(label for label, known in zip(labels, with_shares, strict=True) if not known)
        sentences.append(
            f"Shares of postings: not stated for {without}; a skill that is only listed may be asked for as often."
        )
    for label, facts in zip(labels, each, strict=True):
        if not facts.rows["skills"] and not facts.rows["technology"]:
            sentences.append(f"Skills of {label}: not stated.")
    schemes = {row["scheme"].value for facts in each for row in facts.rows["about"] if "scheme" in row}
    if len(schemes) > 1:
        sentences.append(
            "The occupations are of different taxonomies, each with skills of its own. Two skills count as one only "
            "where an accepted mapping says so; more may be the same under other names."
        )
    return sentences
