"""A file against the contract: its header, then each cell's type and whether it must be there."""

from __future__ import annotations

import re

from lotgraph.errors.problems import Code, Fault
from lotgraph.formats.delimited import SPREADSHEET_ERROR, error_value, is_spreadsheet_error
from lotgraph.schema import (
    FORMS,
    LIST_SEPARATOR,
    PIPE,
    Column,
    Table,
    Type,
)
from lotgraph.sources.reading import ReadSession, sql_name
from lotgraph.sources.wording import (
    article,
    did_you_mean,
    join_or,
    near_words,
    quote,
)

_NONCHARACTERS = "".join(rf"\x{{{plane:x}fffe}}\x{{{plane:x}ffff}}" for plane in range(1, 17))
_UNFIT = rf"\p{{Co}}\x{{fdd0}}-\x{{fdef}}\x{{fff0}}-\x{{ffff}}\x{{e0000}}-\x{{e0fff}}{_NONCHARACTERS}"
"""What no text means the same to everyone by, and no IRI may hold (RFC 3987, 2.2)."""

_CONTROL = rf"[\x00-\x08\x0b-\x1f\x7f-\x{{9f}}{_UNFIT}]"


def _duration(cell: str) -> str:
    """SQL for a duration in its canonical form (XSD 1.1 Datatypes, 3.3.6.2): years and months, days and hours."""

    def count(unit: str) -> str:
        return f"coalesce(try_cast(regexp_extract({cell}, '([0-9]+){unit}', 1) as bigint), 0)"

    def part(number: str, unit: str) -> str:
        return f"case when {number} > 0 then ({number})::varchar || '{unit}' else '' end"

    months = f"({count('Y')} * 12 + {count('M')})"
    days = f"({count('D')} + {count('W')} * 7 + {count('H')} // 24)"
    parts = [part(f"{months} // 12", "Y"), part(f"{months} % 12", "M"), part(days, "D")]
    hours = f"({count('H')} % 24)"
    parts.append(f"case when {hours} > 0 then 'T' || {hours}::varchar || 'H' else '' end")
    return f"'P' || {' || '.join(parts)}"


_LASTING = {
    Type.DURATION: _duration("{0}"),
    Type.PERIOD: _duration("split_part({0}, '/', 1)") + " || regexp_extract({0}, '/.*')",
}
_PLAIN = r"P[1-9][0-9]*[YD]|P([1-9]|1[01])M|PT([1-9]|1[0-9]|2[0-3])H"

_CANONICAL: dict[Type, tuple[str, str]] = {
    **{kind: (rf"({_PLAIN})(/.*)?", work) for kind, work in _LASTING.items()},
    Type.INTEGER: (r"0|-?[1-9][0-9]*", "try_cast({0} as bigint)::varchar"),
    Type.DECIMAL: (
        r"0|-?[1-9][0-9]*|-?(0|[1-9][0-9]*)\.[0-9]*[1-9]",
        "rtrim(rtrim(try_cast({0} as decimal(38, 12))::varchar, '0'), '.')",
    ),
    Type.BOOLEAN: ("[a-z]+", "lower({0})"),
    Type.LANGUAGE: ("[a-z]+", "lower({0})"),
    Type.BAND: (
        r"(0|[1-9][0-9]*)(\+|-(0|[1-9][0-9]*))",
        r"regexp_replace({0}, '(^|-)0+([0-9])', '\1\2', 'g')",
    ),
    Type.SPAN: (r"[1-9][0-9]*-[1-9][0-9]*", r"regexp_replace({0}, '(^|[-|])0+([0-9])', '\1\2', 'g')"),
}
"""SQL for the one form of a value that has several, and a pattern of cells that need no such work."""

_NUMBERS = {Type.INTEGER, Type.DECIMAL}

_NAMED = 8
"""How many names of a header a message shows."""

_DATED = {Type.DATE: "{0}", Type.PERIOD: "split_part({0}, '/', 2)"}
"""SQL for the date in a value, which must be one of the calendar."""


def check_header(reading: ReadSession, table: Table, file: str, header: list[str]) -> dict[str, int]:
    """Where each column of the table stands in the file; notes what is wrong with the header."""
    known = [column.name for column in table.columns]
    places: dict[str, int] = {}
    before = len(reading.problems)
    meant: set[str] = set()
    if not any(name in known or near_words(name, known) for name in header):
        reading.refuse(Code.MISSING_HEADER, file, (1,), "", _no_header(header, table))
        header = []
        meant.update(known)
    for place, name in enumerate(header):
        if not name:
            message = f"column {place + 1} has no name; name it, or remove it from every row"
            reading.refuse(Code.UNNAMED_COLUMN, file, (1,), "", message)
        elif name in places:
            reading.refuse(Code.DUPLICATE_COLUMN, file, (1,), name, "is named twice")
        elif name in known:
            places[name] = place
        else:
            # A name that is misspelt is told once, and not again as one that is missing.
            meant.update(near_words(name, known))
            near = did_you_mean(name, known) or f"; {table.name} has {join_or(known)}"
            reading.refuse(Code.UNKNOWN_COLUMN, file, (1,), "", f"has an unknown column {quote(name)}{near}")
    for column in table.columns:
        if column.required and column.name not in places and column.name not in meant:
            message = "is missing; the table needs that column"
            reading.refuse(Code.MISSING_COLUMN, file, (1,), column.name, message, column.rule)
    if len(reading.problems) > before:
        reading.unread.add(table.name)
    return places


def _no_header(header: list[str], table: Table) -> str:
    """The words for a first row that names no column of the table."""
    has = ", ".join(map(quote, header[:_NAMED])) + (", …" if len(header) > _NAMED else "")
    needed = join_or([column.name for column in table.columns if column.required])
    return (
        f"names no column of {table.name}: it has {has}; the first row must name the columns, at least {needed}, "
        f"of {join_or([column.name for column in table.columns])}"
    )


def load_cells(reading: ReadSession, table: Table, source: str, language: str, places: dict[str, int]) -> int:
    """Move the table ``staged`` into the table of the contract, each cell in its canonical form.

    A cell that has no such form becomes empty, and is a problem.  Gives the number of rows that hold something.
    """
    columns = [column for column in table.columns if column.name in places]
    both = []
    for column in columns:
        raw = _raw(column, f"c{places[column.name]}")
        both.append(f"{raw} as {sql_name('raw ' + column.name)}, {_canonical(column, raw)} as {sql_name(column.name)}")
    filled = ", ".join(f"c{places[column.name]}" for column in columns)
    ((rows,),) = reading.run(f"""
        create or replace temp table cells as
        select "row", {", ".join(both)} from staged where coalesce({filled}) is not null
    """)
    _check_cells(reading, table, source, columns)
    values = {column.name: sql_name(column.name) for column in columns}
    if any(column.type is Type.LANGUAGE for column in table.columns):
        values["language"] = f"coalesce({values.get('language', 'null')}, $language)"
    reading.connection.execute(
        f'insert into {sql_name(table.name)} (source, "row", {", ".join(map(sql_name, values))})'
        f' select $source, "row", {", ".join(values.values())} from cells order by "row"',
        {"source": source} | ({"language": language} if "language" in values else {}),
    )
    return int(rows)


def _raw(column: Column, cell: str) -> str:
    """SQL for a cell as the user wrote it, apart from blanks between the values of a list."""
    if not column.many:
        return cell
    if column.type is Type.TEXT:
        # A pipe within a text, which does not part two of them, is told by a backslash before it (SSSOM 1.1).
        cell = rf"replace({cell}, '\|', '{PIPE}')"
    blank = r"[\s\p{Z}|]"
    spaced = rf"regexp_replace({cell}, '{blank}*\|{blank}*', '{LIST_SEPARATOR}', 'g')"
    return f"nullif(trim({spaced}, '{LIST_SEPARATOR}'), '')"


def _canonical(column: Column, raw: str) -> str:
    value = raw
    if column.type in _CANONICAL:
        pattern, work = _CANONICAL[column.type]
        value = f"case when regexp_full_match({raw}, '{pattern}') then {raw} else {work.format(raw)} end"
    return f"case when {_fits(column, raw)} then {once(value) if column.many else value} end"


def once(values: str) -> str:
    """SQL for the values of a list in one cell, each where it stands first."""
    split = f"string_split({values}, '{LIST_SEPARATOR}')"
    kept = f"list_filter({split}, lambda value, place: list_position({split}, value) = place)"
    return f"array_to_string({kept}, '{LIST_SEPARATOR}')"


def _fits(column: Column, raw: str) -> str:
    """SQL for whether a cell has the form of its type."""
    if column.type is Type.TEXT:
        bare = f"replace({raw}, '{PIPE}', '|')" if column.many else raw
        return f"not regexp_matches({bare}, '{_CONTROL}') and not {_is_error(raw)}"
    form = FORMS[column.type].pattern
    whole = rf"(?:{form})(?:\|(?:{form}))*" if column.many else form
    fits = f"regexp_full_match({raw}, '{whole}') and not regexp_matches({raw}, '[{_UNFIT}]')"
    if column.type is Type.ID:
        # These two vanish from an IRI, whatever they are encoded as.
        fits += f" and {raw} not in ('.', '..') and not {_is_error(raw)}"
    if column.type in _LASTING:
        fits += f" and regexp_matches(split_part({raw}, '/', 1), '[1-9]')"
    if column.type in _DATED:
        date = _DATED[column.type].format(raw)
        fits += f" and ({date} = '' or try_cast({date} as date) is not null)"
    return fits


def _is_error(raw: str) -> str:
    """SQL for ``is_spreadsheet_error``; few cells begin so that there is more to look at."""
    in_capitals = f"({raw} = upper({raw}) or starts_with({raw}, 'Err'))"
    return f"({raw}[1] in ('#', 'E') and {in_capitals} and regexp_full_match({raw}, '{SPREADSHEET_ERROR}'))"


def _check_cells(reading: ReadSession, table: Table, source: str, columns: list[Column]) -> None:
    """Note the cells that have not the form of their type, and the empty ones that must not be."""
    counts = []
    for column in columns:
        raw, canonical = sql_name("raw " + column.name), sql_name(column.name)
        counts.append(f"count(*) filter ({raw} is not null and {canonical} is null)")
        counts.append(f"count(*) filter ({_empty(column, columns)})" if column.required or column.instead else "0")
    (found,) = reading.run(f"select {', '.join(counts)} from cells")
    for column, wrong, empty in zip(columns, found[::2], found[1::2], strict=True):
        raw, canonical = sql_name("raw " + column.name), sql_name(column.name)
        if wrong:
            _note(reading, table, source, column, f"{raw} is not null and {canonical} is null")
        if empty:
            _note(reading, table, source, column, _empty(column, columns))


def _empty(column: Column, columns: list[Column]) -> str:
    """Whether a cell is empty that must not be."""
    named = [column.name, *(other.name for other in columns if other.name == column.instead)]
    return " and ".join(f"{sql_name('raw ' + name)} is null" for name in named)


def _note(reading: ReadSession, table: Table, source: str, column: Column, where: str) -> None:
    file = reading.files[source, table.name]
    rows, more = reading.found(
        f'select "row", {sql_name("raw " + column.name)} from cells where {where} order by "row"'
    )
    for row, raw in rows:
        fault = _misfit(column, raw)
        reading.refuse(fault.code, file, (row,), column.name, fault.text, column.rule)
    if more:
        reading.refuse_more(file, column.name, column.rule)
    reading.run(f'insert into broken select ?, ?, "row" from cells where {where}', [source, table.name])
    if column.name in table.key:
        reading.unread.add(table.name)


def _misfit(column: Column, raw: str | None) -> Fault:
    """Why a cell, empty where it is None, is not taken."""
    if raw is None:
        return Fault(Code.MISSING_VALUE, column.name, "is empty; it must have a value")
    if is_spreadsheet_error(raw):
        return Fault(Code.SPREADSHEET_ERROR, column.name, error_value(quote(raw)))
    if column.type is Type.TEXT:
        return Fault(Code.CONTROL_CHARACTER, column.name, f"{quote(raw)} has a control character; remove it")
    example = column.example or FORMS[column.type].example
    name = column.type.value if column.type is Type.BOOLEAN else article(column.type.value)
    sign = ", without the sign" if column.type in _NUMBERS and re.search(r"[%€$£¥‰]", raw) else ""
    message = f"{quote(raw)} is not {name}; write it like {example}{sign}"
    return Fault(Code.WRONG_FORM, column.name, message)
