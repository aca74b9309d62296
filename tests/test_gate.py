"""Each rule that fact tables can break, broken in fact tables: what is told names the file, the row, the column.

``tables/base`` is a small publication that conforms; ``tables/cases.toml`` says what to change in it and every
message that must come of it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import shutil
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.folders import needed, put

from lotgraph.build.engine import Dataset, Run
from lotgraph.build.pipeline import Inputs, check
from lotgraph.cli import main
from lotgraph.errors import GateError, InputError, Problem
from lotgraph.errors.problems import Code
from lotgraph.schema import BY_NAME
from lotgraph.schema.vocabulary import LG, NAMESPACES, mint
from lotgraph.settings import Settings

TABLES = Path(__file__).parent / "tables"
RUNS: dict[str, Any] = tomllib.loads((TABLES / "cases.toml").read_text(encoding="utf-8"))
BASE = "https://data.example.org/"
SETTINGS = Settings.load(None, {}, {"base": BASE})

RULES = {
    *("S01", "S02", "S03", "S04", "S05", "S06", "S07", "S08", "S09", "S10", "S15", "S17", "S18", "S19", "S20"),
    *("S21", "S22", "S23", "S24", "S25", "S26", "S28", "S29", "S30", "S31", "S32", "S33", "S34", "S35", "S36"),
    *("S37", "S38", "S39", "S40", "S41", "S42", "S43", "S44", "S45", "S46", "S47", "S49", "S50", "S52", "S53"),
    *("S54", "S55", "S56", "S58", "S59", "S60", "S74", "S77", "closed"),
}
"""The rules that fact tables can break; S11 to S14, S16, S27, S48, S51 and S57 the mapping keeps by itself."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The base, named in messages by the path that is given: ``base/page/salaries.csv``."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(TABLES / "base", "base")
    return Path("base")


def edit(folder: Path, run: str) -> None:
    """Make the edits of all cases of a run."""
    for case in RUNS[run]["case"]:
        for change in case["edits"]:
            file = folder / change["file"]
            text = file.read_text(encoding="utf-8") if file.exists() else ""
            file.write_text(edited(text, change), encoding="utf-8")


def edited(text: str, change: Mapping[str, Any]) -> str:
    """The text of a file with another cell, another piece of text, or one more line."""
    if "row" in change:
        rows = list(csv.reader(io.StringIO(text)))
        rows[change["row"] - 1][rows[0].index(change["column"])] = change["value"]
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows(rows)
        return out.getvalue()
    if "old" in change:
        assert text.count(change["old"]) == 1
        return text.replace(change["old"], str(change["new"]))
    return f"{text}{change['new']}\n"


def expected(run: str) -> list[str]:
    """The messages of a run in the order in which they must be told."""
    return sorted((message for case in RUNS[run]["case"] for message in case["told"]), key=place)


def place(message: str) -> tuple[str, list[int], str]:
    """File, rows and rest of a message."""
    found = re.fullmatch(r"([^ :]+)(?: rows? ([0-9, ]+))?: (.+)", message)
    assert found
    file, rows, rest = found.groups()
    return file, [int(row) for row in (rows or "").split(",") if row], rest


def told(messages: Iterable[object]) -> list[str]:
    """Messages without the folder of the base."""
    return [str(message).replace("base/", "") for message in messages]


def outcome(folder: Path) -> tuple[str, tuple[Problem, ...]]:
    """Who refused the sources, and what was told."""
    try:
        return "", check(Inputs.of([folder]), SETTINGS).warnings
    except GateError as error:
        return "gate", error.problems
    except InputError as error:
        return "reading", error.problems


@pytest.mark.parametrize("run", RUNS)
def test_what_breaks_a_rule_is_told_by_file_row_and_column(run: str, folder: Path) -> None:
    edit(folder, run)
    refused_by, problems = outcome(folder)
    assert told(problems) == expected(run)
    assert refused_by == RUNS[run].get("refused_by", "")
    # What a shape found has the id of the shape as its code.
    assert all(problem.code == problem.rule or problem.code in set(Code) for problem in problems)
    if refused_by == "gate":
        assert [problem.code for problem in problems] == [problem.rule for problem in problems]


def test_each_rule_that_tables_can_break_is_broken() -> None:
    cases = [case for run in RUNS.values() for case in run["case"]]
    assert {case["rule"] for case in cases} == RULES
    for case in cases:
        ending = "" if case["rule"] == "closed" else f"({case['rule']})"
        assert any(message.endswith(ending) for message in case["told"])


def test_each_table_of_the_contract_is_in_the_base() -> None:
    # What is retired is in no data, which the gate judges.
    assert {file.stem for file in (TABLES / "base").rglob("*.csv")} == set(BY_NAME) - {"retirements"}


def misplace(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Have a triple put in a second graph, and a claim in another source's; gives what must be told of it."""
    skill, title, page = (
        mint(BASE, "skill", "sql"),
        mint(BASE, "title", "page", "101112", "ml"),
        mint(BASE, "source", "page"),
    )
    own, other = mint(BASE, "graph-source", "page"), mint(BASE, "graph-source", "survey")
    is_a_skill = f" <{NAMESPACES['rdf']}type> <{LG}Skill>"
    twice = f"<{skill}>{is_a_skill}"
    write = Run.write

    def write_wrong(self: Run, folder: Path, progress: Callable[[str], None] = lambda _: None) -> Dataset:
        dataset = write(self, folder, progress)
        run = self._connection.execute
        run("insert into made values (?, ?, ?)", [f"<{skill}>", f"<{own}>", [is_a_skill]])
        claim = [f"<{other}>", f"<{title}>"]
        assert run("update made set graph = ? where subject = ?", claim).fetchall() == [(1,)]
        return dataset

    monkeypatch.setattr(Run, "write", write_wrong)
    return [
        f"<{skill}>: the triple {twice} stands in two graphs: {mint(BASE, 'graph-entities')} and {own}",
        f"<{title}>: names <{page}> as its source but stands in the graph <{other}> (S16)",
    ]


def contents(folder: Path) -> Iterator[tuple[str, str]]:
    """Everything below a folder, with what it holds."""
    for path in sorted(folder.rglob("*")):
        held = str(path.readlink()) if path.is_symlink() else ""
        if path.is_file() and not held:
            held = hashlib.sha256(path.read_bytes()).hexdigest()
        yield path.as_posix(), held


def test_what_is_refused_is_told_at_once_and_leaves_the_earlier_release(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = put(Path("first"), needed("skills"))
    assert main(["build", str(first), "--out", "out", "--base", BASE]) == 0
    assert capsys.readouterr().err == ""
    before = list(contents(Path("out")))
    misplaced = misplace(monkeypatch)
    edit(folder, "figures")
    assert main(["build", "base/survey", "base/page", "--out", "out", "--base", BASE]) == 1
    out, err = capsys.readouterr()
    *lines, last = err.splitlines()
    assert told(lines) == [*misplaced, *expected("figures")]
    assert last == f"lotgraph: the shapes are not met: {len(lines)} problems; nothing was published"
    assert out == ""
    assert list(contents(Path("out"))) == before
