"""Pay figures on one scale: grouped by what can be compared, those that differ side by side."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lotgraph.rdf.terms import Term
    from lotgraph.web.pages.kinds import Facts
    from lotgraph.web.pages.marks import Mark
    from lotgraph.web.pages.sections import Row

YEAR: Final = "P1Y"
PERIODS: Final = MappingProxyType(
    {YEAR: "a year", "P1M": "a month", "P1W": "a week", "P1D": "a day", "PT1H": "an hour"}
)
LENGTHS: Final = MappingProxyType({YEAR: "year", "P1M": "month", "P3M": "three months", "P5M": "five months"})
_STEPS: Final = tuple(map(Decimal, ("1", "2", "2.5", "5", "10")))
_FEW: Final = 3
"""So many levels that follow one multiplication are a formula, not measurements."""


@dataclass(frozen=True)
class Scale:
    """An axis in four equal parts."""

    low: Decimal
    high: Decimal

    @property
    def labels(self) -> tuple[str, ...]:
        """What stands at its five lines."""
        step = (self.high - self.low) / 4
        return tuple(_short(self.low + step * each) for each in range(5))

    def at(self, value: Decimal) -> float:
        """The place of a value in per cent."""
        return round(float((value - self.low) / (self.high - self.low) * 100), 2)


@dataclass(frozen=True)
class Line:
    """One figure: its label and what is known of it in words; ``at`` is its place on the scale."""

    label: str
    notes: tuple[str, ...]
    term: Term | None
    at: float | None
    kind: str
    mark: Mark | None
    least: bool = False


@dataclass(frozen=True)
class Difference:
    """By how much two figures differ: computed, and drawn from the one to the other."""

    amount: Decimal
    percent: Decimal
    low: float
    high: float


@dataclass(frozen=True)
class Group:
    """Figures under one heading."""

    title: str
    lines: tuple[Line, ...]
    difference: Difference | None = None
    note: str = ""


@dataclass(frozen=True)
class Panel:
    """All figures of one currency and time of work, on one scale."""

    currency: str
    period: str
    scale: Scale
    groups: tuple[Group, ...]
    count: int


def value(row: Row) -> Decimal:
    """The amount, or the least that it can be."""
    term = row.get("amount") or row.get("atLeast")
    return Decimal(term.value) if term is not None else Decimal(0)


def is_yearly(row: Row) -> bool:
    """Whether the amount is for a year, or for a time that is not stated."""
    return (_text(row, "payPeriod") or YEAR) == YEAR


def scale(values: Iterable[Decimal]) -> Scale:
    """The scale that all of the values fit on, with round numbers at its ends."""
    found = tuple(values)
    least, most = min(found), max(found)
    if least == most:
        least = Decimal(0)
    power = Decimal(10) ** ((most - least) / 4).adjusted()
    for step in (each * power * factor for factor in (1, 10) for each in _STEPS):
        low = least // step * step
        if low + 4 * step >= most:
            return Scale(low, low + 4 * step)
    return Scale(Decimal(0), most)


def panels(facts: Facts, rows: Sequence[Row]) -> tuple[Panel, ...]:
    """The figures in panels: those for a year first."""

    def key(row: Row) -> tuple[str, str]:
        return _text(row, "currency"), _text(row, "payPeriod") or YEAR

    ordered = sorted(rows, key=lambda row: (key(row)[1] != YEAR, key(row)))
    return tuple(_panel(facts, key_of, tuple(group)) for key_of, group in groupby(ordered, key))


def _panel(facts: Facts, key: tuple[str, str], rows: tuple[Row, ...]) -> Panel:
    currency, period = key
    fitting = scale(map(value, rows))
    compared: dict[tuple[str, ...], list[Row]] = {}
    for row in sorted(rows, key=lambda each: (facts.name(each, "source"), value(each))):
        compared.setdefault(_same(row), []).append(row)
    several = [group for group in compared.values() if len({_text(row, "source") for row in group}) > 1]
    groups = [_compare(facts, group, fitting) for group in several]
    rest = [row for group in compared.values() if group not in several for row in group]
    rest.sort(key=lambda row: (_publisher(facts, row), _text(row, "source")))
    for _, of_source in groupby(rest, lambda row: _text(row, "source")):
        groups += _of_source(facts, list(of_source), rows, fitting, alone=not several)
    return Panel(currency, PERIODS.get(period, period), fitting, tuple(groups), len(rows))


def _same(row: Row) -> tuple[str, ...]:
    """What must agree for two figures to be compared."""
    return tuple(_text(row, name) for name in ("statistic", "area", "experience"))


def _compare(facts: Facts, rows: Sequence[Row], fitting: Scale) -> Group:
    first = rows[0]
    by_value = sorted(rows, key=value)
    low, high = value(by_value[0]), value(by_value[-1])
    title = f"{_sentence(facts.name(first, 'statistic'))} for {facts.name(first, 'area')}"
    sources = {1: "one source", 2: "two sources", 3: "three sources"}.get(len(rows), f"{len(rows)} sources")
    difference = None
    if low != high:
        percent = ((high - low) / low * 100).quantize(Decimal("0.01"))
        difference = Difference(high - low, percent, fitting.at(low), fitting.at(high))
    lines = tuple(
        _line(facts, row, fitting, _publisher(facts, row), "dot" if number == 0 else "alt")
        for number, row in enumerate(by_value)
    )
    return Group(f"{title}: {sources} that {'disagree' if difference else 'agree'}", lines, difference)


def _of_source(
    facts: Facts, rows: list[Row], everything: Sequence[Row], fitting: Scale, *, alone: bool
) -> Iterable[Group]:
    """The figures of one source: those for all experience, then its levels, and whether these are a formula."""
    publisher = _publisher(facts, rows[0])
    levels = sorted((row for row in rows if "fromYears" in row), key=lambda row: int(row["fromYears"].value))
    others = [row for row in rows if "fromYears" not in row]
    if others:
        others.sort(key=lambda row: (facts.name(row, "area"), value(row)))
        lines = tuple(_line(facts, row, fitting, _figure(facts, row), _kind(row)) for row in others)
        yield Group(publisher if alone else f"Other figures of {publisher}", lines)
    if levels:
        base = next(
            (
                each
                for each in everything
                if each["source"] == levels[0]["source"]
                and "fromYears" not in each
                and each["code"] == levels[0]["code"]
            ),
            None,
        )
        factors = _factors(levels, base)
        note = ""
        if factors:
            note = (
                f"{facts.name(levels[0], 'area')}. Each row is a fixed multiple of the one average of this source, "
                "to the whole unit."
            )
        notes = [(f"× {each}",) for each in factors] if factors else [() for _ in levels]
        lines = tuple(
            _line(facts, row, fitting, _level(facts, row), "made" if factors else "dot", more)
            for row, more in zip(levels, notes, strict=True)
        )
        kind = f"a formula, not {len(levels)} measurements" if factors else "by experience"
        yield Group(f"{publisher} by level: {kind}" if factors else f"{publisher}, {kind}", lines, note=note)


def _factors(levels: Sequence[Row], base: Row | None) -> tuple[str, ...]:
    """What each level is multiplied by, where all are one figure times a round number; else none."""
    if base is None or len(levels) < _FEW or not value(base):
        return ()
    found = [(value(row) / value(base)).quantize(Decimal("0.01")) for row in levels]
    steps = all(each % Decimal("0.05") == 0 for each in found)
    exact = all(abs(value(row) - each * value(base)) <= 1 for row, each in zip(levels, found, strict=True))
    return tuple(map(str, found)) if steps and exact else ()


def _line(facts: Facts, row: Row, fitting: Scale, label: str, kind: str, more: tuple[str, ...] = ()) -> Line:
    least = "amount" not in row and "atLeast" in row
    term = row.get("amount") or row.get("atLeast")
    notes = [*more]
    if not more:
        notes += [_sentence(facts.name(row, "experience") or ""), period(facts, row)]
        notes.append("a year" if "payPeriod" in row and _text(row, "payPeriod") == YEAR else "")
        notes.append("" if "payPeriod" in row else "pay period not stated, drawn as a year")
    if _text(row, "approximate") == "true":
        notes.append(f"printed as “{_text(row, 'printed')}”")
    if least:
        notes.append("at least: the source gives no figure above this")
    at = None if term is None else fitting.at(value(row))
    drawn = "least" if least else kind
    return Line(label, tuple(filter(None, notes)), term, at, drawn, facts.mark(row), least)


def _figure(facts: Facts, row: Row) -> str:
    return f"{_sentence(facts.name(row, 'statistic'))}, {facts.name(row, 'area')}"


def _level(facts: Facts, row: Row) -> str:
    heading = row.get("heading")
    band = facts.name(row, "experience")
    return f"{heading.value}, {band}" if heading is not None else band


def _kind(row: Row) -> str:
    return "tick" if _text(row, "code").startswith(("percentile", "median")) else "dot"


def _publisher(facts: Facts, row: Row) -> str:
    return facts.publisher(row["source"].value)


def period(facts: Facts, row: Row) -> str:
    """The time that a figure is about, in words."""
    term = row.get("period")
    if term is None or term.value.endswith("/period/not-stated"):
        return "period not stated"
    length = LENGTHS.get(_text(row, "duration"), _text(row, "duration"))
    if "ended" in row:
        return f"the {length or 'time'} to {_text(row, 'ended')}"
    return f"past {length}, its end not stated" if length else facts.name(row, "period")


def _text(row: Row, name: str) -> str:
    term = row.get(name)
    return term.value if term is not None else ""


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _short(amount: Decimal) -> str:
    thousands = amount / 1000
    return f"{thousands.normalize():f}k" if amount >= 1000 else f"{amount.normalize():f}"
