"""Values that must stand somewhere else: in another table, in a code list, in the contract itself."""

from __future__ import annotations

from collections.abc import Iterable

from lotgraph.errors.problems import Code
from lotgraph.schema import (
    ALIASED,
    BY_NAME,
    CODE_LISTS,
    CUBES,
    LIST_SEPARATOR,
    OUTCOMES,
    TABLES,
    Column,
    Reference,
    Table,
    Type,
)
from lotgraph.sources.mappings import check_mappings
from lotgraph.sources.reading import ReadSession, sql_name
from lotgraph.sources.source import Source
from lotgraph.sources.wording import did_you_mean, join_or, quote

_SUGGESTED = 20
"""How many problems of a check get a suggestion: each is a look through all ids."""

_NEAR = 0.85

_RESERVED = {"areas": ("not-stated",), "schemes": ("lotgraph-skills", "source")}
"""Ids that the graph uses itself."""

_ENTRY = Reference("entries", scope="source")


def check_references(reading: ReadSession, sources: Iterable[Source]) -> None:
    """Note every value that refers to nothing."""
    for table in TABLES:
        if not reading.present(table.name):
            continue
        for column in table.columns:
            if column.references:
                _check_reference(reading, table, column, _sql_values(table, column), column.references)
            if column.codes:
                _check_codes(reading, table, column, column.codes)
            if column.type is Type.CONCEPT:
                _check_reference(reading, table, column, _sql_values_after(table, column, "entry:"), _ENTRY, "entry:")
    _check_levels(reading)
    _check_aliases(reading)
    _check_words(reading)
    _check_coded_in(reading, sources)
    check_mappings(reading)


def _sql_values(table: Table, column: Column) -> str:
    """SQL for the values of a column: source, row, value."""
    cell = f"t.{sql_name(column.name)}"
    value = f"unnest(string_split({cell}, '{LIST_SEPARATOR}'))" if column.many else cell
    return f'select t.source, t."row", {value} as value from {sql_name(table.name)} t where {cell} is not null'


def _sql_values_after(table: Table, column: Column, prefix: str) -> str:
    cell = f"t.{sql_name(column.name)}"
    return (
        f'select t.source, t."row", {cell}[{len(prefix) + 1}:] as value from {sql_name(table.name)} t'
        f" where starts_with({cell}, '{prefix}')"
    )


def _check_reference(
    reading: ReadSession, table: Table, column: Column, used: str, reference: Reference, prefix: str = ""
) -> None:
    if reference.table in reading.unread:
        return
    own = reference.scope == "source"
    target = f"{sql_name(reference.table)} r where r.{sql_name(reference.column)} = u.value"
    rows, more = reading.found(
        f"select u.* from ({used}) u where not exists"
        f" (from {target}{' and r.source = u.source' if own else ''}) order by all"
    )
    for number, (source, row, value) in enumerate(rows):
        near = _near(reading, reference, source if own else None, value) if number < _SUGGESTED else ""
        where = f"{reference.table}{' of this source' if own else ''}"
        message = f"{quote(prefix + value)} is not in {where}{near or '; add it there, or correct it here'}"
        reading.refuse(
            Code.UNKNOWN_REFERENCE, reading.files[source, table.name], (row,), column.name, message, column.rule
        )
    if more:
        reading.refuse_more(reading.files[rows[-1][0], table.name], column.name, column.rule)


def _near(reading: ReadSession, reference: Reference, source: str | None, value: str) -> str:
    """The id that was probably meant, as the end of a message."""
    name, column = sql_name(reference.table), sql_name(reference.column)
    labels = [c.name for c in BY_NAME[reference.table].columns if c.name in {"label", "notation"}]
    score = f"jaro_winkler_similarity(lower({column}), lower($value))"
    for label in labels:
        score = f"greatest({score}, (lower({sql_name(label)}) = lower($value))::int)"
    rows = reading.connection.execute(
        f"select {column}, {score} as score from {name} where {column} is not null"
        f" and ($source is null or source = $source) order by score desc, {column} limit 1",
        {"value": value, "source": source},
    ).fetchall()
    return f"; did you mean {quote(rows[0][0])}?" if rows and rows[0][1] >= _NEAR else ""


def _check_codes(reading: ReadSession, table: Table, column: Column, codes: str) -> None:
    if "codes" in reading.unread:
        return
    rows, more = reading.found(
        f"select u.* from ({_sql_values(table, column)}) u where not exists (from codes r where r.list = ? and"
        " r.id = u.value) order by all",
        [codes],
    )
    known = [code for (code,) in reading.run("select distinct id from codes where list = ? order by 1", [codes])]
    for source, row, value in rows:
        near = did_you_mean(value, known) or (f"; write {join_or(known)}" if known else "")
        message = f"{quote(value)} is not a code of {codes}{near}"
        reading.refuse(Code.UNKNOWN_CODE, reading.files[source, table.name], (row,), column.name, message, column.rule)
    if more:
        reading.refuse_more(reading.files[rows[-1][0], table.name], column.name, column.rule)


def _check_levels(reading: ReadSession) -> None:
    if reading.unread & {"levels", "schemes"}:
        return
    rows, more = reading.found(
        'select t.source, t."row", t.level, t.scheme from occupations t where t.level is not null'
        " and t.scheme in (select id from schemes) and not exists"
        " (from levels l where l.scheme = t.scheme and l.id = t.level) order by all"
    )
    for source, row, level, scheme in rows:
        levels = reading.run("select distinct id from levels where scheme = ? order by id", [scheme])
        known = did_you_mean(level, (name for (name,) in levels)) or "; add it to levels, or correct it here"
        message = f"{quote(level)} is not a level of {quote(scheme)}{known}"
        reading.refuse(Code.UNKNOWN_REFERENCE, reading.files[source, "occupations"], (row,), "level", message, "S03")
    if more:
        reading.refuse_more(reading.files[rows[-1][0], "occupations"], "level", "S03")


def _check_aliases(reading: ReadSession) -> None:
    if not reading.present("aliases"):
        return
    _check_word(reading, "aliases", "table", ALIASED)
    for name in ALIASED:
        if name in reading.unread:
            continue
        of = f"from aliases t where t.\"table\" = '{name}'"
        used = f'select t.source, t."row", t.id as value {of} and t.id is not null'
        column = BY_NAME["aliases"].column("id")
        _check_reference(reading, BY_NAME["aliases"], column, used, Reference(name))
        for source, row, alias in reading.run(
            f'select t.source, t."row", t.name {of} and t.name in (select id from {sql_name(name)}) order by all'
        ):
            message = f"{quote(alias)} is itself an id of {name}, so the alias does nothing; remove it"
            reading.refuse(Code.USELESS_ALIAS, reading.files[source, "aliases"], (row,), "name", message)


def _check_words(reading: ReadSession) -> None:
    """Columns whose values are fixed by the contract."""
    _check_word(reading, "codes", "list", tuple(CODE_LISTS))
    _check_word(reading, "quality_notes", "about", (*CUBES, "mappings"))
    _check_word(reading, "import_report", "outcome", OUTCOMES)
    for name in ("occupation_labels", "skill_labels"):
        _check_word(reading, name, "kind", ("alternative", "hidden"))
    for source, row, about in reading.run('select source, "row", about from quality_notes order by all'):
        if about in (*CUBES, "mappings") and (source, about) not in reading.files:
            message = f"{quote(about)} is no table of this source"
            reading.refuse(Code.UNKNOWN_REFERENCE, reading.files[source, "quality_notes"], (row,), "about", message)
    for name, ids in _RESERVED.items():
        for source, row, reserved in reading.run(
            f'select source, "row", id from {sql_name(name)} where list_contains(?, id) order by all',
            [list(ids)],
        ):
            message = f"{quote(reserved)} is a name that lotgraph uses itself; choose another"
            reading.refuse(Code.RESERVED_NAME, reading.files[source, name], (row,), "id", message)


def _check_word(reading: ReadSession, table: str, column: str, words: tuple[str, ...], rule: str = "") -> None:
    if not reading.present(table):
        return
    rows, more = reading.found(
        f'select source, "row", {sql_name(column)} from {sql_name(table)}'
        f" where not list_contains(?, {sql_name(column)}) order by all",
        [list(words)],
    )
    for source, row, value in rows:
        message = f"{quote(value)} must be {join_or(words)}{did_you_mean(value, words)}"
        reading.refuse(Code.UNKNOWN_CODE, reading.files[source, table], (row,), column, message, rule)
    if more:
        reading.refuse_more(reading.files[rows[-1][0], table], column, rule)


def _check_coded_in(reading: ReadSession, sources: Iterable[Source]) -> None:
    if "schemes" in reading.unread:
        return
    schemes = [scheme for (scheme,) in reading.run("select distinct id from schemes where id is not null")]
    for source in sources:
        if source.coded_in and source.coded_in not in schemes:
            near = did_you_mean(source.coded_in, schemes) or "; add it there, or correct it here"
            message = f"{quote(source.coded_in)} is not in schemes{near}"
            reading.refuse(Code.UNKNOWN_REFERENCE, source.file, (), "coded_in", message)
