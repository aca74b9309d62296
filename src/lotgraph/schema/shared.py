"""What sources share besides: employers, areas, codes; and what a source calls them."""

from __future__ import annotations

from lotgraph.schema.columns import language
from lotgraph.schema.contract import (
    CODE_LISTS,
    Column,
    Reference,
    Table,
    Type,
)

*_FIRST, _LAST = CODE_LISTS
_CODE_LISTS = f"{', '.join(f'`{name}`' for name in _FIRST)} or `{_LAST}`"

SHARED: tuple[Table, ...] = (
    Table(
        "employers",
        "Employers, shared by all sources. Without an id, the slug of the label is taken.",
        ("id",),
        (
            Column("id", Type.ID, "key of the employer"),
            Column("label", Type.TEXT, "its name", required=True, rule="S52"),
            language(),
        ),
        shared=True,
        slug_of="label",
    ),
    Table(
        "areas",
        "Countries and regions that figures are about, shared by all sources.",
        ("id",),
        (
            Column("id", Type.ID, "ISO 3166 code: `US`, `US-NC`", required=True),
            Column("label", Type.TEXT, "its name", required=True),
            language(),
            Column("part_of", Type.ID, "the area that contains it", references=Reference("areas")),
        ),
        shared=True,
    ),
    Table(
        "codes",
        f"Members that this source adds to a code list: {_CODE_LISTS}. The lists start with the codes of lotgraph.",
        ("list", "id"),
        (
            Column("list", Type.ID, f"the list: {_CODE_LISTS}", required=True),
            Column("id", Type.ID, "key of the code", required=True),
            Column("label", Type.TEXT, "its name", required=True),
            language(),
            Column("definition", Type.TEXT, "what it means"),
        ),
        shared=True,
    ),
    Table(
        "aliases",
        "Other names by which this source calls a skill, employer, occupation or area; "
        "a cell that holds the name is read as the id.",
        ("table", "name"),
        (
            Column("table", Type.ID, "`skills`, `employers`, `occupations` or `areas`", required=True),
            Column("name", Type.ID, "the name as this source writes it", required=True),
            Column("id", Type.ID, "the id that it stands for", required=True),
            Column("decided_by", Type.TEXT, "who decided that they are the same", required=True),
        ),
    ),
)
