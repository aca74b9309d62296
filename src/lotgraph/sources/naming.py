"""The ids of things: proposed from labels where the user gave none, and put in place of aliases."""

from __future__ import annotations

from lotgraph.errors.problems import Code
from lotgraph.schema import (
    ALIASED,
    FORMS,
    LIST_SEPARATOR,
    TABLES,
    Column,
    Table,
    Type,
)
from lotgraph.schema.vocabulary import slug
from lotgraph.sources.cells import once
from lotgraph.sources.reading import (
    CELL_SEPARATOR,
    LINE_SEPARATOR,
    VALID_ROW,
    ReadSession,
    sql_name,
)
from lotgraph.sources.wording import quote

_IS_ID = f"regexp_full_match(p.id, '{FORMS[Type.ID].pattern}')"


def propose_ids(reading: ReadSession) -> None:
    """Give an id to each row of a table that takes one from a label and has none."""
    for table in TABLES:
        if table.slug_of and reading.present(table.name):
            _propose(reading, table, table.slug_of)
            if reading.run(f"select 1 from {sql_name(table.name)} where id is null limit 1"):
                reading.unread.add(table.name)


def _propose(reading: ReadSession, table: Table, text: str) -> None:
    name = sql_name(table.name)
    # Of an occupation its code comes first, and a label is one only among those of its level.
    coded = table.name == "occupations"
    notation = "t.notation" if coded else "null"
    slugged = "t.scheme || '-' || t.level || '--' || s.slug" if coded else "s.slug"
    lacking = f"t.id is null and {VALID_ROW.format(table=table.name)}"
    labels = reading.run(f"select distinct t.{text} from {name} t where {lacking} and {notation} is null")
    _stage_slugs(reading, [label for (label,) in labels])
    reading.run(f"""
        create or replace temp table proposals as
        select t.source, t."row", coalesce({notation}, {slugged}) as id,
            {notation} as notation, t.{text} as label
        from {name} t left join slugs s on s.label = t.{text} where {lacking}
    """)
    _check_proposals(reading, table, text)
    reading.run(f"insert into proposed select source, '{table.name}', \"row\" from proposals")
    reading.run(f"""
        update {name} set id = p.id from proposals p
        where p.source = {name}.source and p."row" = {name}."row" and {_IS_ID}
    """)


def _check_proposals(reading: ReadSession, table: Table, text: str) -> None:
    """Note the rows of which nothing can be made an id."""
    wrong = f"from proposals p where p.id is null or not {_IS_ID}"
    rows, more = reading.found(f'select p.source, p."row", p.label, p.notation {wrong} order by all')
    for source, row, label, notation in rows:
        column, value, reason = text, label, "has no letter or digit to make an id of"
        if notation is not None:
            column, value, reason = "notation", notation, "cannot be an id"
        message = f"{quote(value)} {reason}; give the row an id"
        reading.refuse(Code.MISSING_ID, reading.files[source, table.name], (row,), column, message)
    if more:
        reading.refuse_more(reading.files[rows[-1][0], table.name], text)
    reading.run(f"insert into broken select p.source, '{table.name}', p.\"row\" {wrong}")


def _stage_slugs(reading: ReadSession, labels: list[str]) -> None:
    """Put labels and their slugs into the table ``slugs``."""
    path = reading.scratch / "slugs"
    longest = 0
    with path.open("wb") as out:
        for number, label in enumerate(labels):
            cells = (str(number), label.replace("\n", LINE_SEPARATOR), slug(label))
            line = CELL_SEPARATOR.join(cells).encode()
            longest = max(longest, len(line))
            out.write(line + b"\n")
    reading.stage(path, 2, longest)
    reading.run("create or replace temp table slugs as select c0 as label, c1 as slug from staged where c1 <> ''")


def resolve_aliases(reading: ReadSession) -> None:
    """Put the id in the place of each name that is an alias of it in the same source."""
    aliased = {target for (target,) in reading.run('select distinct "table" from aliases')}
    for target in aliased.intersection(ALIASED):
        reading.run(f"""
            create or replace temp table names as select a.source, a.name, a.id from aliases a
            where a."table" = '{target}' and a.id is not null and a.name not in
                (select t.id from {sql_name(target)} t where t.id is not null)
        """)
        for table in TABLES:
            for column in table.columns:
                if column.references and column.references.table == target and reading.present(table.name):
                    _resolve(reading, table, column)


def _resolve(reading: ReadSession, table: Table, column: Column) -> None:
    name, cell = sql_name(table.name), sql_name(column.name)
    if not column.many:
        reading.run(f"""
            update {name} set {cell} = a.id from names a
            where a.source = {name}.source and a.name = {name}.{cell}
        """)
        return
    values = f"string_split(t.{cell}, '{LIST_SEPARATOR}')"
    joined = f"string_agg(coalesce(a.id, v.value), '{LIST_SEPARATOR}' order by v.place)"
    reading.run(f"""
        update {name} set {cell} = r.ids from (
            select v.source, v."row", {once(joined)} as ids from (
                select t.source, t."row", unnest({values}) as value, generate_subscripts({values}, 1) as place
                from {name} t
            ) v left join names a on a.source = v.source and a.name = v.value group by v.source, v."row"
        ) r where r.source = {name}.source and r."row" = {name}."row"
    """)
