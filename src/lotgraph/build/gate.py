"""The gate: what does not conform is not published, and is told in terms of the fact tables."""

from __future__ import annotations

from collections.abc import Iterable

from lotgraph.build.engine import Cell, Run
from lotgraph.errors import Problem
from lotgraph.errors.problems import Code, RuleId
from lotgraph.schema import BY_NAME
from lotgraph.sources.facts import FactTables
from lotgraph.sources.wording import quote
from lotgraph.validation import Finding

_JOINT = frozenset({"S07", "S28", "S31", "S32", "S38", "S43", "S50", "S52", "S78"})
"""Rules that several rows break together; each of the rows is a finding, all with one message."""


def find_misplaced(run: Run) -> tuple[Problem, ...]:
    """Triples that stand in two data graphs, and claims that stand in another source's graph.

    SHACL cannot see graphs, so these two rules are not shapes.
    """
    problems = []
    for triple, graphs in run.shared_triples():
        subject = triple.split(" ", 1)[0]
        held = " and ".join(graph.strip("<>") for graph in graphs)
        text = f"the triple {triple} stands in two graphs: {held}"
        problems.append(Problem(subject, (), "", text, code=Code.INTERNAL_FAULT))
    for triple, graph in run.strayed_claims():
        claim, _, source = triple.split(" ", 2)
        text = f"names {source} as its source but stands in the graph {graph}"
        problems.append(Problem(claim, (), "", text, "S16", code=Code.INTERNAL_FAULT))
    return tuple(problems)


def locate_findings(findings: Iterable[Finding], run: Run, tables: FactTables) -> tuple[Problem, ...]:
    """The findings by file, row and column; what several rows break together is one problem."""
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for finding in findings:
        about = (finding.message,) if finding.rule in _JOINT else (finding.path, finding.value)
        groups.setdefault((finding.name, finding.focus, *about), []).append(finding)
    return tuple(sorted({_problem(group, run, tables) for group in groups.values()}))


def _problem(group: list[Finding], run: Run, tables: FactTables) -> Problem:
    first = group[0]
    code = RuleId(first.rule)
    places: dict[str, list[Cell]] = {}
    for cell in sorted({cell for finding in group for cell in _cells(finding, run)}):
        places.setdefault(tables.file(cell.source, cell.table), []).append(cell)
    if not places:
        return Problem(first.focus, (), "", first.message, first.rule, code=code)
    file, *others = sorted(places, key=lambda file: (-len(places[file]), file))
    columns = sorted({column for cell in places[file] for column in cell.columns})
    columns = columns or _columns_under_rule(places[file][0].table, first.rule)
    value = _value(places[file], columns, tables)
    text = f"{value}, {first.message}" if value else first.message
    if others:
        text += f"; with {' and '.join(_place(other, places[other]) for other in others)}"
    return Problem(file, _rows(places[file]), ", ".join(columns), text, first.rule, code=code)


def _cells(finding: Finding, run: Run) -> tuple[Cell, ...]:
    """The cells to blame: of a SPARQL constraint those of its value, which is a claim or a concept."""
    if finding.constraint and finding.value.startswith("<"):
        cells = run.trace(finding.value[1:-1], finding.path or None)
        if cells:
            return cells
    return run.trace(finding.focus, finding.path or None, finding.value or None)


def _rows(cells: list[Cell]) -> tuple[int, ...]:
    return tuple(sorted({cell.row for cell in cells if cell.table in BY_NAME}))


def _place(file: str, cells: list[Cell]) -> str:
    rows = _rows(cells)
    return f"{file} {'rows' if len(rows) > 1 else 'row'} {', '.join(map(str, rows))}" if rows else file


def _columns_under_rule(table: str, rule: str) -> list[str]:
    """The columns that the contract puts under a rule, for a shape that is about no single property."""
    return [column.name for column in BY_NAME[table].columns if column.rule == rule] if table in BY_NAME else []


def _value(cells: list[Cell], columns: list[str], tables: FactTables) -> str:
    """The value of the cell to blame, where there is just one."""
    if len({cell.row for cell in cells}) != 1 or len(columns) != 1 or cells[0].table not in BY_NAME:
        return ""
    value = tables.value(cells[0].source, cells[0].table, cells[0].row, columns[0])
    return "(empty)" if value is None else quote(value)[1:-1]
