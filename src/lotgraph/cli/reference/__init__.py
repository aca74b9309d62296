"""What is made from the tables of the code: the reference pages of ``docs/``, and shapes that follow from claims.

``python -m lotgraph.cli.reference docs`` writes them, with ``--check`` it only says whether they are stale.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from lotgraph import schema, settings
from lotgraph.cli.reference.shapes import closed_shapes, cube_shapes
from lotgraph.errors.descriptions import DESCRIPTIONS
from lotgraph.release.quality import Rule, rules
from lotgraph.schema import Column, Table
from lotgraph.settings import options, resources
from lotgraph.validation import read_turtle

_SCOPES = {"source": "the same source", "build": "any source of the build"}

_MADE = "<!-- Made from {module} by `make docs`; change it there. -->"

_TABLES_HEAD = f"""
# The fact tables

{_MADE}

A source is a folder with a `source.toml` and some of these tables, each as `NAME.csv` (UTF-8, with a header
row; commas, semicolons or tabs between the fields, which are quoted where they hold one) or as `NAME.parquet`.
A table may leave out columns that are not required. An error value of a spreadsheet, like `#N/A`, is refused.
A column or a table that is not listed here is refused.

A key is unique within a source. Tables marked *shared* describe things that several sources may name: equal
rows of different sources are one row, and different rows with one key are an error.

A rule such as S33 is the shape of that name in `shapes/`, which guards what is published.

A whole cell must have the written form of its column's type. An empty cell says nothing. A column that takes
several values parts them by `{{separator}}`.
"""

_SETTINGS_HEAD = f"""
# The settings

{_MADE}

Settings are lines of `{{file}}` in the current folder, or in the file that `--config` names:

```toml
base = "https://data.example.org/jobs/"
port = 9000
```

A variable of the environment, `{{prefix}}` and the name in capitals, has precedence over the file, and an
option of the command line over both. A name that is not listed here is an error.
"""

_PROBLEMS_HEAD = """
# Problems and warnings

{made}

What is wrong with sources is told with the file, the rows (counted as a spreadsheet does: the header is row 1), the
column and words. For programs each problem has a code too, which never changes its meaning:

```console
$ lotgraph validate my-survey --format json
```

writes one JSON document to standard output: `conforms`, true or false, and the lists `problems`, which stop a build,
and `warnings`, which do not. Each of them has `file`, `rows`, `column`, `code`, `message`, `rule` and `level` (`error`
or `warning`); what there is not is null. `--format sarif` writes SARIF 2.1.0, which code hosts show beside the file.
`build` takes the same option; what it published stands on standard error then. The exit code is as without the
option: 0 where the sources conform, 1 where they do not. Any other end, such as a wrong setting, writes no document.
Other commands, such as `import`, tell the same kinds of problems in words.

In SARIF a file is named from the working folder, and `startLine` is the line of the file in which the row begins,
also where cells have several lines or a first line `sep=;` is there. A problem of a whole file is at its line 1; a
Parquet file has no lines. There is no `startColumn`: the column of the table is named as a logical location.
"""

_CODES_HEAD = """
## Codes of the tables

A problem that stands for a rule names it as well, as in `missing-value` with the rule S52.
"""

_RULES_HEAD = """
## Rules of the shapes

What is published is judged by the shapes in `shapes/`. The code of such a problem is the id of the rule. A message
names the value and says what the rule asks; correct the cells that it names. In `{{?sum}}` and the like a message has
a value of the data.
"""


def tables_page() -> str:
    """The page of the fact tables."""
    head = _fill(_TABLES_HEAD, module="src/lotgraph/schema", separator=schema.LIST_SEPARATOR)
    overview = _grid(("table", "what it holds"), ((_link(table.name), table.meaning) for table in schema.TABLES))
    types = _grid(
        ("type", "meaning", "example", "written form"),
        ((kind.value, form.meaning, _code(form.example), _code(form.pattern)) for kind, form in schema.FORMS.items()),
    )
    keys = _grid(
        ("key", "required", "meaning", "example"),
        (
            (_code(key.name), "yes" if key.required else "", key.meaning, _code(key.example))
            for key in schema.SOURCE_KEYS
        ),
    )
    sections = (_table(table) for table in schema.TABLES)
    parts = (head, "## source.toml", keys, "## Types", types, "## Tables", overview, *sections)
    return "\n\n".join(parts) + "\n"


def settings_page() -> str:
    """The page of the settings."""
    head = _fill(_SETTINGS_HEAD, module="src/lotgraph/settings/options.py", file=settings.FILE, prefix=settings.PREFIX)
    grid = _grid(
        ("setting", "environment", "type", "default", "meaning"),
        (
            (
                _code(setting.name),
                _code(settings.PREFIX + setting.name.upper()),
                setting.type.value,
                _code(str(setting.default)) if setting.default != "" else "empty",
                setting.help,
            )
            for setting in options.SETTINGS
        ),
    )
    return f"{head}\n\n{grid}\n"


def problems_page() -> str:
    """The page of the codes of problems, and of the rules of the shapes."""
    head = _fill(_PROBLEMS_HEAD, made=_fill(_MADE, module="src/lotgraph/errors/descriptions.py and shapes/"))
    codes = (
        f"### {code}\n\n{each.meaning}\n\n```text\n{each.example}\n```\n\nWhat to do: {each.remedy}"
        for code, each in DESCRIPTIONS.items()
    )
    grid = _grid(("rule", "level", "what it asks"), map(_rule, rules(read_turtle(resources.shapes_dir()))))
    return "\n\n".join((head, _CODES_HEAD.strip(), *codes, _fill(_RULES_HEAD), grid)) + "\n"


def _rule(rule: Rule) -> tuple[str, str, str]:
    return _code(rule.id), "warning" if rule.is_warning else "error", rule.message


PAGES: Mapping[str, Callable[[], str]] = MappingProxyType(
    {
        "tables.md": tables_page,
        "settings.md": settings_page,
        "../shapes/closed.ttl": closed_shapes,
        "../shapes/cubes.ttl": cube_shapes,
        # It lists the rules of all shapes, so those are written first.
        "problems.md": problems_page,
    }
)
"""Each page by its file, from the folder of the documentation."""


def stale(folder: Path) -> tuple[str, ...]:
    """The pages that are missing or say something else than the code, as paths."""
    paths = {_path(folder, name): page for name, page in PAGES.items()}
    return tuple(
        str(path) for path, page in paths.items() if not path.is_file() or path.read_text(encoding="utf-8") != page()
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the pages, or check them; the exit code is 1 where a checked page is stale."""
    parser = argparse.ArgumentParser(prog="python -m lotgraph.cli.reference", description=__doc__)
    parser.add_argument("folder", type=Path, help="the folder of the documentation, docs; shapes lies beside it")
    parser.add_argument("--check", action="store_true", help="write nothing, say what is stale")
    options = parser.parse_args(arguments)
    if options.check:
        old = stale(options.folder)
        for name in old:
            print(f"{name} is stale: run make docs", file=sys.stderr)
        return 1 if old else 0
    for name, page in PAGES.items():
        path = _path(options.folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page(), encoding="utf-8", newline="\n")
    return 0


def _path(folder: Path, name: str) -> Path:
    return Path(os.path.normpath(folder / name))


def _fill(head: str, **values: str) -> str:
    return head.strip().format(**values)


def _table(table: Table) -> str:
    key = ", ".join(_code(name) for name in table.key)
    shared = " *Shared* by all sources of a build." if table.shared else ""
    grid = _grid(
        ("column", "type", "required", "meaning"),
        (
            (_code(column.name), _type(column), "yes" if column.required else "", _meaning(column))
            for column in table.columns
        ),
    )
    return f"### {table.name}\n\n{table.meaning}{shared}\n\nKey: {key}.\n\n{grid}"


def _type(column: Column) -> str:
    return f"{column.type.value}, several" if column.many else column.type.value


def _meaning(column: Column) -> str:
    notes = [column.meaning]
    if column.references:
        target = column.references
        notes.append(f"the `{target.column}` of a row of {_link(target.table)} of {_SCOPES[target.scope]}")
    if column.codes:
        notes.append(f"a code of the list `{column.codes}` (see {_link('codes')})")
    text = "; ".join(notes)
    return f"{text} ({column.rule})" if column.rule else text


def _link(table: str) -> str:
    return f"[`{table}`](#{table})"


def _code(text: str) -> str:
    # Two backticks where the text holds one, as CommonMark has it.
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def _grid(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
