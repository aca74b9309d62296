"""Source folders for tests: a small one that is right, to break in one place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from lotgraph.errors import InputError
from lotgraph.sources.facts import FactTables
from lotgraph.sources.folder import read_sources

CODES = Path(__file__).resolve().parent.parent / "ontology" / "codes.csv"

TOML = """\
id = "demo"
title = "Demo"
publisher = "A College"
licence = "not stated"
language = "en"
"""

TABLES = {
    "schemes": "id,version,title\nlot,7.3.0,A taxonomy\n",
    "levels": "scheme,id,depth,label\nlot,area,1,Area\nlot,job,2,Job\n",
    "occupations": "id,scheme,level,label,notation,parent\n10,lot,area,Computing,10,\n1011,lot,job,Engineer,1011,10\n",
    "skills": "id,label\npython,Python\nc-plus-plus,C++\n",
    "employers": "label\nAcme\nInitech\n",
    "areas": "id,label,part_of\nUS,United States,\nUS-NC,North Carolina,US\n",
    "aliases": "table,name,id,decided_by\nskills,Python 3,python,me\n",
    "entries": "id,label\npage,Engineer\n",
    "mappings": (
        "id,subject_id,predicate_id,object_id,mapping_justification,object_source_version\n"
        "m1,entry:page,skos:closeMatch,occupation:1011,semapv:ManualMappingCuration,7.3.0\n"
    ),
    "titles": "occupation,mapping,title,kind\n1011,m1,ML Engineer,abbreviation\n",
    "skill_listings": (
        "occupation,mapping,skill,category,percent,printed\n"
        "1011,m1,Python 3,defining,70.530,(70.53%)\n1011,m1,c-plus-plus,baseline,,(%)\n"
    ),
    "shares": (
        "occupation,mapping,area,period,skill,education_level,experience,percent\n"
        "1011,m1,US,P1Y,,bachelor,,48.91\n1011,m1,US,P1Y,,,03-05,11.80\n"
    ),
    "posting_counts": "occupation,mapping,area,period,count\n1011,m1,US,P1Y,0533\n",
    "employer_posting_counts": "occupation,mapping,area,period,employer,count\n1011,m1,US,P1Y,acme,12\n",
    "salaries": (
        "occupation,mapping,area,period,statistic,experience,amount,currency,pay_period\n"
        "1011,m1,US,P1Y/2026-05-31,average,,149840.50,USD,P1Y\n1011,m1,US,P1Y/2026-05-31,average,9+,-0,USD,P1Y\n"
    ),
    "statements": (
        "id,occupation,mapping,kind,part_of,summary,mentions\n"
        "l1,1011,m1,duty,,Trains models,python | Python 3|c-plus-plus\nl2,1011,m1,duty,l1,Cleans data,\n"
    ),
    "quality_notes": "id,about,note\nq1,salaries,Round figures\n",
}
"""A source that is right, with every kind of table but ``codes`` and ``locators``."""

_REFERS = {
    "levels": ("schemes",),
    "occupations": ("levels",),
    "aliases": ("skills",),
    "mappings": ("entries", "occupations"),
    "titles": ("mappings",),
    "skill_listings": ("mappings", "aliases"),
    "shares": ("mappings", "areas"),
    "posting_counts": ("mappings", "areas"),
    "employer_posting_counts": ("mappings", "areas", "employers"),
    "salaries": ("mappings", "areas"),
    "statements": ("mappings", "aliases"),
}
"""The tables that each of ``TABLES`` refers to."""


def needed(*names: str) -> dict[str, str]:
    """Of ``TABLES`` those that are named and all that they refer to: each table that is read costs its time."""
    wanted, found = list(names), set[str]()
    while wanted:
        name = wanted.pop()
        found.add(name)
        wanted.extend(_REFERS.get(name, ()))
    return {name: text for name, text in TABLES.items() if name in found}


def put(folder: Path, tables: Mapping[str, str | bytes], toml: str = TOML) -> Path:
    """Make a source folder; a table without a suffix is a CSV file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "source.toml").write_text(toml, encoding="utf-8")
    for name, content in tables.items():
        data = content.encode() if isinstance(content, str) else content
        (folder / (name if "." in name else f"{name}.csv")).write_bytes(data)
    return folder


def read(*paths: Path, documents: Path | None = None) -> FactTables:
    """Read sources with the codes of the checkout."""
    return read_sources(paths, CODES, documents)


def problems(*paths: Path, documents: Path | None = None) -> list[str]:
    """What reading says is wrong, each as it is told, its path from the first folder's parent."""
    with pytest.raises(InputError) as caught:
        read(*paths, documents=documents)
    return [str(problem).replace(f"{paths[0].parent}/", "") for problem in caught.value.problems]


def cells(tables: FactTables, table: str, *columns: str) -> list[tuple[Any, ...]]:
    """The rows of a table, in their order."""
    names = ", ".join(f'"{column}"' for column in columns)
    return tables.connection.execute(
        f'select {names} from "{table}" where source <> \'\' order by source, "row"'
    ).fetchall()


def content(tables: FactTables) -> dict[str, list[tuple[object, ...]]]:
    """Everything that was read, but for the numbers of the rows."""
    names = [name for (name,) in tables.connection.execute("select table_name from duckdb_tables()").fetchall()]
    return {
        name: tables.connection.execute(f'select * exclude ("row") from "{name}" order by source, "row"').fetchall()
        for name in sorted(names)
    }
