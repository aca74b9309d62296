"""Which rows are about the same thing: keys that stand twice, rows that contradict each other."""

from __future__ import annotations

from lotgraph.errors import InputError
from lotgraph.errors.problems import Code, Fault
from lotgraph.schema import (
    ALIASED,
    BY_NAME,
    CUBES,
    TABLES,
    Column,
    Table,
)
from lotgraph.sources.reading import VALID_ROW, ReadSession, sql_name
from lotgraph.sources.wording import quote

ONE_LABEL = ("skills", "employers")
"""The tables in which a label names one thing."""

_IN_WORDS = ("label", "definition", "description", "scope_note")
"""What a thing may have in each language."""

_RULES = {"parent": "S04", "level": "S03"}
"""What rows that contradict each other break, where it is not the rule of the column itself."""


def check_identity(reading: ReadSession) -> None:
    """Note the rows that stand twice, and those that contradict each other."""
    for table in TABLES:
        if reading.present(table.name):
            _check_keys(reading, table)
            if table.shared:
                _check_agreement(reading, table)
            if table.name in ONE_LABEL:
                _check_labels(reading, table)
    _check_shares(reading)


def refuse_versions(reading: ReadSession) -> None:
    """Raise InputError where a scheme stands in two versions: then nothing else that is wrong is of use.

    A scheme is told by its id, and by the IRI that its publisher gives all its versions together.
    """
    schemes = BY_NAME["schemes"]
    before = len(reading.problems)
    for name in ("id", "iri"):
        rows, _ = reading.found(
            f'select list((t.source, t."row", t.version) order by t.source, t."row"), t.{name}'
            f" from {_rows('schemes')} and t.{name} is not null group by t.{name}"
            " having min(t.version) <> max(t.version) order by all"
        )
        for stated, thing in rows:
            versions = " and ".join(dict.fromkeys(quote(version) for *_, version in stated))
            message = f"{versions} are two versions of one scheme {quote(thing)}; a build publishes one"
            places = [(source, row) for source, row, _ in stated]
            fault = Fault(Code.TWO_VERSIONS, "version", message)
            _refuse_together(reading, schemes, places, fault, "S10")
        if len(reading.problems) > before:
            raise InputError(tuple(sorted(reading.problems[before:])))


def _rows(table: str) -> str:
    """SQL for the rows of a table that take part in comparisons, as ``t``."""
    return f"{sql_name(table)} t where {VALID_ROW.format(table=table)}"


def _cells(names: list[str] | tuple[str, ...]) -> str:
    return ", ".join(f"t.{sql_name(name)}" for name in names)


def _is_contradicted(reading: ReadSession, rows: str, key: str, value: str) -> bool:
    """Whether some rows of one key differ in a value; quick, where listing them is not."""
    return bool(reading.run(f"select 1 from {rows} group by {key} having min({value}) <> max({value}) limit 1"))


def _check_keys(reading: ReadSession, table: Table) -> None:
    """Note the keys that stand twice in a source."""
    # A thing that others refer to has a row for each language, and rows that contradict each other are told
    # by what they say; here are only those of which one is too many.
    labelled = table.name in ALIASED
    key = ("id",) if labelled else table.key
    same = [column.name for column in table.columns if column.name != "locators"] if labelled else key
    texts = f"count(distinct t.{sql_name(table.slug_of)})" if table.slug_of else "1"
    rows, more = reading.found(
        f'select t.source, list(t."row" order by t."row"), {texts}, {_cells(key)} from {_rows(table.name)}'
        f" group by t.source, {_cells(same)} having count(*) > 1 order by 1, 2"
    )
    rule = "S28" if table.name in CUBES and table.name != "skill_listings" else None
    for source, numbers, several, *values in rows:
        file = reading.files[source, table.name]
        if several > 1 and table.slug_of:
            message = f"differs in these rows, but gives one id {quote(values[-1])}; give them ids of their own"
            reading.refuse(Code.AMBIGUOUS_ID, file, numbers, table.slug_of, message)
            continue
        named = ", ".join("empty" if value is None else quote(value) for value in values)
        message = f"{'are' if len(key) > 1 else 'is'} the same in these rows ({named}); keep one of them"
        reading.refuse(Code.DUPLICATE_KEY, file, numbers, ", ".join(key), message, rule)
    if more:
        reading.refuse_more(reading.files[rows[-1][0], table.name], ", ".join(key), rule)


def _check_agreement(reading: ReadSession, table: Table) -> None:
    """Note the rows about one thing that do not say the same, in whichever sources they stand."""
    labelled = table.name in ALIASED
    # Places are each document's own, and a thing may have a label in each language.
    own = {*table.key, "locators"} | ({"language", *_IN_WORDS} if labelled else set())
    compared = [column for column in table.columns if column.name not in own]
    counts = ", ".join(f"count(*) filter ({_differs(column)})" for column in compared)
    grouped = ", ".join(
        f"min({_value(c)}) as {sql_name('min ' + c.name)}, max({_value(c)}) as {sql_name('max ' + c.name)}"
        for c in compared
    )
    if compared:
        # One look at all columns; mostly there is nothing more to ask.
        (found,) = reading.run(
            f"select {counts} from (select {grouped} from {_rows(table.name)} group by {_cells(table.key)}"
            f"{'' if labelled else ' having count(distinct t.source) > 1'})"
        )
        for column, count in zip(compared, found, strict=True):
            if count:
                _note_disagreement(reading, table, column, table.key)
    if labelled and _is_contradicted(reading, _rows(table.name), "t.id, t.language", "t.label"):
        _note_disagreement(reading, table, table.column("label"), ("id", "language"))


def _value(column: Column) -> str:
    # An empty cell says nothing, and so contradicts no row that says something.
    return f"t.{sql_name(column.name)}"


def _differs(column: Column) -> str:
    return f"{sql_name('min ' + column.name)} <> {sql_name('max ' + column.name)}"


def _note_disagreement(reading: ReadSession, table: Table, column: Column, key: tuple[str, ...]) -> None:
    value = _value(column)
    # Rows of one source that have one key stand twice already, unless there may be one for each language.
    across = "" if table.name in ALIASED else "and count(distinct t.source) > 1"
    rows, more = reading.found(
        f'select list((t.source, t."row", {value}, exists (from proposed p where p.source = t.source'
        f' and p."table" = \'{table.name}\' and p."row" = t."row")) order by t.source, t."row"),'
        f" {_cells(table.key)} from {_rows(table.name)} group by {_cells(tuple({*key, *table.key}))}"
        f" having min({value}) <> max({value}) {across} order by all"
    )
    rule = _RULES.get(column.name, column.rule)
    for stated, *named in rows:
        fault = _disagreement(column, " ".join(map(quote, named)), stated)
        _refuse_together(reading, table, [(source, row) for source, row, *_ in stated], fault, rule)
    if more:
        reading.refuse_more(table.name, column.name, rule)


def _disagreement(column: Column, thing: str, stated: list[tuple[str, int, str, bool]]) -> Fault:
    values = " and ".join(dict.fromkeys(quote(value) if value else "empty" for _, _, value, _ in stated))
    if column.name == "label" and any(proposed for *_, proposed in stated):
        message = f"{values} give one id {thing}; give the rows ids of their own"
        return Fault(Code.AMBIGUOUS_ID, column.name, message)
    message = f"of {thing} is {values}; rows about one thing must agree"
    if column.name == "label":
        message = f"{values} are two labels on one id {thing}; keep one, or give the other an id of its own"
    return Fault(Code.CONTRADICTING_ROWS, column.name, message)


def _check_labels(reading: ReadSession, table: Table) -> None:
    """Note the labels that stand on two ids."""
    # A label names one thing of lotgraph's own scheme, in which a group of skills may be called as one of them;
    # what a scheme of others has twice is its publisher's to tell apart, and a warning of the shapes (S78).
    skill = "and t.scheme is null and t.type is distinct from 'group'" if table.name == "skills" else ""
    labelled = f"{_rows(table.name)} {skill}"
    if not _is_contradicted(reading, labelled, "t.label, t.language", "t.id"):
        return
    rows, more = reading.found(
        'select list((t.source, t."row") order by t.source, t."row"), t.label,'
        f" list(distinct t.id order by t.id) from {labelled} and t.label is not null"
        " group by t.language, t.label having count(distinct t.id) > 1 order by all"
    )
    column = table.column("label")
    for places, label, ids in rows:
        ones = " and ".join(map(quote, ids))
        message = f"{quote(label)} is one label on two ids, {ones}; keep one id, or tell the labels apart"
        fault = Fault(Code.DUPLICATE_LABEL, column.name, message)
        _refuse_together(reading, table, places, fault, column.rule)
    if more:
        reading.refuse_more(table.name, "label", column.rule)


def _refuse_together(
    reading: ReadSession,
    table: Table,
    places: list[tuple[str, int]],
    fault: Fault,
    rule: str | None,
) -> None:
    """Note one problem of rows that may stand in several files, under the first, and name the others."""
    rows: dict[str, list[int]] = {}
    # What a user wrote comes before the codes of lotgraph, whose source has no name.
    for source, row in sorted(places, key=lambda place: not place[0]):
        rows.setdefault(reading.files[source, table.name], []).append(row)
    (file, own), *others = rows.items()
    also = "".join(f"; see {name} row {', '.join(map(str, numbers))}" for name, numbers in others)
    reading.refuse(fault.code, file, own, fault.column, fault.text + also, rule)


def _check_shares(reading: ReadSession) -> None:
    """Note the shares of a skill that are given twice and differ, or two figures would become one."""
    if not (reading.present("skill_listings") or reading.present("shares")):
        return
    key = ("area", "period", "skill", "occupation")
    figure = "t.percent", "coalesce(t.base, 'not-stated')", "coalesce(t.approximate, 'false')"
    each = " union all ".join(
        f"select '{name}' as name, t.source, t.\"row\", {_cells(key)}, t.percent, t.base, t.approximate"
        f" from {_rows(name)} and t.percent is not null and t.skill is not null"
        for name in ("skill_listings", "shares")
    )
    if not any(_is_contradicted(reading, f"({each}) t", f"t.source, {_cells(key)}", value) for value in figure):
        return
    differs = " or ".join(f"min({value}) <> max({value})" for value in figure)
    rows, more = reading.found(
        f'select t.source, t.skill, list((t.name, t."row", t.percent) order by t.name desc, t."row")'
        f" from ({each}) t group by t.source, {_cells(key)} having {differs} order by all"
    )
    for source, skill, stated in rows:
        percents = " and ".join(dict.fromkeys(quote(percent) for *_, percent in stated))
        message = f"of {quote(skill)} is {percents} for one occupation, area and period; keep one value and base"
        first = stated[0][0]
        own = [row for name, row, _ in stated if name == first]
        others = [row for name, row, _ in stated if name != first]
        if others:
            message += f"; see {reading.files[source, 'shares']} row {', '.join(map(str, others))}"
        reading.refuse(Code.CONTRADICTING_ROWS, reading.files[source, first], own, "percent", message, "S28")
    if more:
        reading.refuse_more(BY_NAME["shares"].name, "percent", "S28")
