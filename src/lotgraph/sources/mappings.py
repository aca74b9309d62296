"""The table of mappings: read from SSSOM/TSV, checked in what its words mean, completed in what can be counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from lotgraph.errors import Problem
from lotgraph.errors.problems import Code, Fault
from lotgraph.formats.sssom.acceptance import (
    BY_HAND,
    CARDINALITIES,
    MATCHES,
    NO_TERM,
    NOT,
)
from lotgraph.formats.sssom.rows import predicate_refusal
from lotgraph.formats.sssom.text import SUFFIX, read_mappings
from lotgraph.sources.mapping_rows import OWN as _OWN
from lotgraph.sources.mapping_rows import (
    adopt_names,
    fitting,
    name_rows,
    select_columns,
)
from lotgraph.sources.reading import (
    CELL_SEPARATOR,
    LINE_SEPARATOR,
    ReadSession,
    sql_name,
)
from lotgraph.sources.wording import did_you_mean, join_or, quote

FILE: Final = f"mappings{SUFFIX}"
_ACCEPTED: Final = f"""predicate_modifier is null
    and (mapping_justification = '{BY_HAND}' or reviewer_id is not null or reviewer_label is not null)"""
"""SQL for ``acceptance.accepted_condition``."""


def stage_sssom(reading: ReadSession, path: Path, file: str) -> list[str]:
    """Put an SSSOM file into the table ``staged``, as a CSV file of the same cells would be; gives its header.

    Rows that cannot be kept and columns that the table does not have are told, and left out.  Raises InputError,
    which names every bad row.
    """
    found = fitting(adopt_names(read_mappings(path, _OWN)))
    for note in found.notes:
        message = f"{note.outcome.replace('-', ' ')}: {note.reason}{f' ({note.what})' if note.what else ''}"
        code = Code.ROW_SET_ASIDE if note.outcome == "set-aside" else Code.VALUE_CHANGED
        reading.warnings.append(Problem(file, (note.line,), "", message, code=code))
    header, left = select_columns(found.rows)
    if left:
        message = f"has columns that are not carried over: {', '.join(left)}"
        reading.warnings.append(Problem(file, (), "", message, code=Code.COLUMN_LEFT_OUT))
    bulk, longest = reading.scratch / "rows", 0
    with bulk.open("wb") as out:
        for number, row in zip(found.lines, name_rows(found.rows), strict=True):
            cells = (row.get(column, "").replace("\n", LINE_SEPARATOR) for column in header)
            line = CELL_SEPARATOR.join([str(number), *cells]).encode()
            longest = max(longest, len(line))
            out.write(line + b"\n")
    reading.stage(bulk, len(header), longest)
    return header


def check_mappings(reading: ReadSession) -> None:
    """Note what is wrong with the words of mappings, and warn of those that are of use elsewhere but not here."""
    if not reading.present("mappings"):
        return
    _check_predicates(reading)
    _check_column(reading, "predicate_modifier", (NOT,))
    _check_column(reading, "mapping_cardinality", CARDINALITIES, "S69")
    wrong = "confidence is not null and try_cast(confidence as decimal(38, 12)) not between 0 and 1"
    fault = Fault(Code.OUT_OF_RANGE, "confidence", "must be from 0 to 1")
    _refuse(reading, fault, wrong, "S68")
    term = "mapping_justification is not null and not regexp_full_match(mapping_justification, 'semapv:[A-Za-z]+')"
    fault = Fault(Code.WRONG_FORM, "mapping_justification", f"must be a term of semapv, like {BY_HAND}")
    _refuse(reading, fault, term)
    both = f"subject_id = '{NO_TERM}' and subject_id = object_id"
    fault = Fault(Code.MISSING_VALUE, "object_id", "stands on both sides; one of them must be a concept")
    _refuse(reading, fault, both)
    _check_there(reading)
    _check_steps(reading)


def _check_predicates(reading: ReadSession) -> None:
    matches = sql_list(MATCHES)
    rows, more = reading.found(
        f'select source, "row", predicate_id from mappings where predicate_id not in ({matches}) order by all'
    )
    for source, row, predicate in rows:
        file = reading.files[source, "mappings"]
        if predicate_refusal(predicate):
            message = f"{quote(predicate)} must be {join_or(MATCHES)}{did_you_mean(predicate, MATCHES)}"
            reading.refuse(Code.UNKNOWN_CODE, file, (row,), "predicate_id", message, "S59")
        else:
            message = f"{quote(predicate)} is no mapping predicate of SKOS; the row is set aside and not published"
            reading.warnings.append(Problem(file, (row,), "predicate_id", message, code=Code.ROW_SET_ASIDE))
    if more:
        reading.refuse_more(reading.files[rows[-1][0], "mappings"], "predicate_id", "S59")


def _check_column(reading: ReadSession, column: str, words: Sequence[str], rule: str = "") -> None:
    where = f"{column} is not null and {column} not in ({sql_list(words)})"
    _refuse(reading, Fault(Code.UNKNOWN_CODE, column, f"must be {join_or(words)}"), where, rule)


def _refuse(reading: ReadSession, fault: Fault, where: str, rule: str = "") -> None:
    """Note the rows of which an SQL condition holds; the text of the fault follows the value."""
    code, column, text = fault
    rows, more = reading.found(f'select source, "row", {sql_name(column)} from mappings where {where} order by all')
    for source, row, value in rows:
        reading.refuse(code, reading.files[source, "mappings"], (row,), column, f"{quote(value)} {text}", rule)
    if more:
        reading.refuse_more(reading.files[rows[-1][0], "mappings"], column, rule)


def _check_there(reading: ReadSession) -> None:
    """Note the concepts that are not in the taxonomy that the row names, where a build has that very version.

    Of a taxonomy that the build has not, nothing can be said: its concepts are referred to, and not published.
    """
    if reading.unread & {"schemes", "occupations", "skills"}:
        return
    for end in ("subject", "object"):
        rows, more = reading.found(f"""
            select m.source, m."row", m.{end}_id, m.{end}_source, m.{end}_source_version from mappings m
            where m.{end}_id <> '{NO_TERM}' and {_in_build(end)}
            and not starts_with(m.{end}_id, 'entry:') and m.{end}_id not in ({_CONCEPTS}) order by all
        """)
        for source, row, concept, scheme, version in rows:
            message = f"{quote(concept)} is not in {quote(scheme)} {version}; add it there, or correct it here"
            reading.refuse(Code.UNKNOWN_REFERENCE, reading.files[source, "mappings"], (row,), f"{end}_id", message)
        if more:
            reading.refuse_more(reading.files[rows[-1][0], "mappings"], f"{end}_id")
        _check_unnamed(reading, end)


_CONCEPTS: Final = " union ".join(
    f"select {value} from {table} where {value} is not null"
    for table, kind in (("occupations", "occupation"), ("skills", "skill"))
    for value in (f"'{kind}:' || id", "iri")
)


def _in_build(end: str) -> str:
    """SQL for: the build has the taxonomy that the row ``m`` names, in the version that it names."""
    return f"""exists (from schemes s where s.version = m.{end}_source_version
        and m.{end}_source in ('scheme:' || s.id, s.iri))"""


def _check_unnamed(reading: ReadSession, end: str) -> None:
    """Note the ids that are in no table, where the row does not name the taxonomy that they are of."""
    rows, more = reading.found(f"""
        select m.source, m."row", m.{end}_id from mappings m
        where (starts_with(m.{end}_id, 'occupation:') or starts_with(m.{end}_id, 'skill:'))
        and (m.{end}_source is null or m.{end}_source_version is null) and m.{end}_id not in ({_CONCEPTS}) order by all
    """)
    for source, row, concept in rows:
        where = "occupations" if concept.startswith("occupation:") else "skills"
        message = (
            f"{quote(concept)} is not in {where}; add it there, correct it here, or name its {end}_source and version"
        )
        reading.refuse(Code.UNKNOWN_REFERENCE, reading.files[source, "mappings"], (row,), f"{end}_id", message)
    if more:
        reading.refuse_more(reading.files[rows[-1][0], "mappings"], f"{end}_id")


def _check_steps(reading: ReadSession) -> None:
    """Note the steps of chains that are not among the mappings of a source of this build."""
    source, name = (f"url_decode(split_part(m.step, '/', {part}))" for part in (1, 2))
    rows, more = reading.found(f"""
        select m.source, m."row", m.step from (
            select source, "row", unnest(string_split(derived_from, '|')) as step from mappings
            where derived_from is not null) m
        where {source} in (select distinct source from mappings)
            and not exists (from mappings o where o.source = {source} and o.id = {name})
        order by all
    """)
    for of, row, step in rows:
        message = f"{quote(step)} is not in mappings of that source; make the chain again, or correct it here"
        reading.refuse(Code.UNKNOWN_REFERENCE, reading.files[of, "mappings"], (row,), "derived_from", message)
    if more:
        reading.refuse_more(reading.files[rows[-1][0], "mappings"], "derived_from")


def sql_list(words: Iterable[str]) -> str:
    """Words of the contract as SQL."""
    return ", ".join(f"'{word}'" for word in words)


def count_mappings(reading: ReadSession) -> None:
    """State the cardinality of accepted mappings that state none: how many there are on each side.

    Counted are the accepted mappings of the source between the two taxonomies, whatever their predicate.
    """
    reading.run(f"""
        update mappings set mapping_cardinality = c.cardinality from (
            select source, "row", case when object_id = '{NO_TERM}' then '1:0' when subject_id = '{NO_TERM}' then '0:1'
                else (case when subjects > 1 then 'n' else '1' end) || ':' ||
                    (case when objects > 1 then 'n' else '1' end) end as cardinality
            from (select *, {_partners("subject_id", "object_id")} as subjects,
                {_partners("object_id", "subject_id")} as objects
                from mappings where {_ACCEPTED} and predicate_id in ({sql_list(MATCHES)})))
        c where c.source = mappings.source and c."row" = mappings."row" and mappings.mapping_cardinality is null
    """)


def _partners(counted: str, of: str) -> str:
    sides = ("source", of, "subject_source", "subject_source_version", "object_source", "object_source_version")
    return f"count(distinct nullif({counted}, '{NO_TERM}')) over (partition by {', '.join(sides)})"
