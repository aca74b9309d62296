"""How problems and warnings are told: in lines, as JSON, or as SARIF 2.1.0 (OASIS Standard), which code hosts show."""

from __future__ import annotations

import json
import os
import re
import sys
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote

import click

from lotgraph import __version__
from lotgraph.errors import (
    DownloadError,
    GateError,
    InputError,
    Problem,
)
from lotgraph.errors.descriptions import DESCRIPTIONS
from lotgraph.formats.delimited import Records, long_cells
from lotgraph.schema import BY_NAME
from lotgraph.settings import resources

TEXT: Final = "text"
"""The form for people."""

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_IRI: Final = re.compile(r"<.*>|[A-Za-z][A-Za-z0-9+.-]+://.*", re.DOTALL)

OF_SHAPES: Final = "Correct the cells that the message names, so that what is published keeps to the rule."
"""The remedy of what a shape finds."""


def take_format(function: Callable[..., Any]) -> Callable[..., Any]:
    """The option that says in which form problems and warnings are written."""
    return click.option(
        "--format",
        "report",
        type=click.Choice((TEXT, *REPORTS)),
        default=TEXT,
        help="how problems and warnings are written: text (default), or json or sarif, to standard output",
    )(function)


def refuse(error: InputError, form: str) -> None:
    """Tell the problems, and on standard error what they stopped."""
    if form == TEXT:
        for problem in error.problems:
            print(problem, file=sys.stderr)
    else:
        print(REPORTS[form](error.problems, error.warnings), flush=True)
    count = counted(len(error.problems), "problem")
    kind = "the shapes are not met" if isinstance(error, GateError) else "the tables cannot be used"
    if isinstance(error, DownloadError):
        print(f"lotgraph: the download cannot be used: {count}; nothing was written", file=sys.stderr)
    else:
        print(f"lotgraph: {kind}: {count}; nothing was published", file=sys.stderr)


def accept(warnings: Sequence[Problem], result: str, form: str) -> None:
    """Tell the warnings and the result; beside a report the result goes to standard error."""
    if form == TEXT:
        for warning in warnings:
            print(f"warning: {warning}", file=sys.stderr)
        print(result, flush=True)
    else:
        print(REPORTS[form]((), warnings), flush=True)
        print(result, file=sys.stderr)


def counted(number: int, noun: str) -> str:
    """A number with its noun: 1 problem, 1,200 problems."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def json_report(problems: Iterable[Problem], warnings: Iterable[Problem]) -> str:
    """One JSON document: whether the sources conform, and every problem and warning.

    ``rows`` are counted as a spreadsheet does: the header is row 1.  What is not known is null.
    """
    errors = [_item(each, "error") for each in problems]
    notes = [_item(each, "warning") for each in warnings]
    return _dumped({"conforms": not errors, "problems": errors, "warnings": notes})


def _item(problem: Problem, level: str) -> dict[str, Any]:
    return {
        "file": problem.file,
        "rows": problem.rows,
        "column": problem.column or None,
        "code": str(problem.code),
        "message": problem.message,
        "rule": problem.rule or None,
        "level": level,
    }


def _dumped(document: Mapping[str, Any]) -> str:
    # In ASCII, so that it is the same in every terminal and pipe.
    return json.dumps(document, indent=2)


def sarif_report(problems: Iterable[Problem], warnings: Iterable[Problem]) -> str:
    """One SARIF log with one run: a rule for each code that is found, a result for each problem and warning."""
    found = [*((each, "error") for each in problems), *((each, "warning") for each in warnings)]
    levels = {str(each.code): level for each, level in reversed(found)}
    numbers = {code: number for number, code in enumerate(sorted(levels))}
    messages = _shape_messages() if levels.keys() - set(DESCRIPTIONS) else {}
    rules = [_rule(code, levels[code], messages) for code in numbers]
    starts = cache(_record_starts)
    results = [
        {
            "ruleId": str(each.code),
            "ruleIndex": numbers[str(each.code)],
            "level": level,
            "message": _text(each.message + (f" ({each.rule})" if each.rule else "")),
            **_places(each, starts),
        }
        for each, level in found
    ]
    driver = {"name": "lotgraph", "version": __version__, "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return _dumped({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(code: str, level: str, messages: Mapping[str, str]) -> dict[str, Any]:
    """The description of a code (SARIF, 3.49); ``messages`` are those of the shapes, by id."""
    known = next((each for name, each in DESCRIPTIONS.items() if name == code), None)
    if known:
        short, full, remedy = known.meaning, f"{known.meaning} For example: {known.example}", known.remedy
    else:
        short = full = f"{code}: {messages.get(code, 'a shape is not met')}"
        remedy = OF_SHAPES
    return {
        "id": code,
        "shortDescription": _text(short),
        "fullDescription": _text(full),
        "help": _text(remedy),
        "defaultConfiguration": {"level": level},
    }


def _text(text: str) -> dict[str, str]:
    """A message, in which a brace stands for itself (SARIF, 3.11.5)."""
    return {"text": text.replace("{", "{{").replace("}", "}}")}


def _shape_messages() -> Mapping[str, str]:
    from lotgraph.release.quality import rules
    from lotgraph.validation import read_turtle

    return {rule.id: rule.message for rule in rules(read_turtle(resources.shapes_dir()))}


def _places(problem: Problem, starts: _Starts) -> dict[str, Any]:
    """Where a problem is: its first row, as code hosts show one place, and its other rows as related places."""
    if _IRI.fullmatch(problem.file):
        return {"locations": [{"logicalLocations": [{"fullyQualifiedName": problem.file.strip("<>")}]}]}
    first, *others = (_place(problem.file, line) for line in _lines(problem, starts))
    if problem.column:
        first["logicalLocations"] = [{"name": problem.column, "kind": "member"}]
    related = [
        {"id": number, **place, "message": _text(f"also row {row}")}
        for number, (place, row) in enumerate(zip(others, problem.rows[1:], strict=True), 1)
    ]
    return {"locations": [first], **({"relatedLocations": related} if related else {})}


def _place(file: str, line: int | None) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(file)}}
    if line is not None:
        physical["region"] = {"startLine": line}
    return {"physicalLocation": physical}


def _uri(file: str) -> str:
    """The address of a file: relative to the working folder where it is below it, percent-encoded (RFC 3986, 2.1)."""
    path, here = Path(os.path.normpath(Path.cwd() / file)), Path.cwd()
    relative = path.is_relative_to(here)
    return quote(os.fsencode(path.relative_to(here))) if relative else path.as_uri()


def _lines(problem: Problem, starts: _Starts) -> list[int | None]:
    """The line of each row; of a whole file its first, of a folder or a Parquet file none.

    A row of CSV is a record, which may have several lines, and a line before the header may state the delimiter.
    The rows of other files are lines.
    """
    path = Path(problem.file)
    suffix = path.suffix.lower()
    if suffix == ".parquet" or not path.is_file():
        return [None for _ in problem.rows or (1,)]
    lines = starts(path) if suffix == ".csv" and problem.rows else ()
    return [lines[row - 1] if row <= len(lines) else row for row in problem.rows or (1,)]


def _record_starts(path: Path) -> Sequence[int]:
    """The line that each record of a CSV file begins in; none where that cannot be told."""
    found = array("Q")
    known = [column.name for column in BY_NAME[path.stem].columns] if path.stem in BY_NAME else []
    try:
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as text, long_cells():
            records = Records(text, known)
            end = records.before
            for _ in records:
                found.append(end + 1)
                end = records.line
                records.lines.clear()
    except (OSError, ValueError):
        return ()
    # What is no record any more has its problem where it begins.
    found.append(end + 1)
    return found


_Starts = Callable[[Path], Sequence[int]]

REPORTS: Final[Mapping[str, Callable[[Iterable[Problem], Iterable[Problem]], str]]] = MappingProxyType(
    {"json": json_report, "sarif": sarif_report}
)
"""The forms that programs read, by name."""
