"""The benchmarks measure what they say: their data pass the gate, their queries have the answers that are known."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks import answers, build, generate, marks, origin, pages, processes
from benchmarks.client import Reply
from benchmarks.measure import Question, answer_lines, compare, numbers, questions
from benchmarks.publication import SAMPLE, Published, publish
from benchmarks.servers import Server, cpu_seconds, lotgraph, running

from lotgraph.build.pipeline import Inputs, check
from lotgraph.errors import GateError
from lotgraph.settings import Settings

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Published:
    return publish(tmp_path_factory.mktemp("sample"), SAMPLE)


@pytest.fixture(scope="module")
def server(sample: Published) -> Iterator[Server]:
    with running(lotgraph(sample.folder, workers=1), "ASK {}") as started:
        yield started


def test_generated_data_pass_the_gate_and_the_queries_have_the_answers_that_are_known(
    sample: Published, server: Server
) -> None:
    assert sample.triples > 20_000
    assert answers.wrong(answers.ask(server.endpoint, questions())) == []


def test_a_changed_answer_an_empty_one_and_a_missing_one_are_named() -> None:
    found = {"01-label": {"rows": 0, "sha256": "x"}}
    lines = answers.wrong(found)
    assert lines[0].startswith("01-label: expected {'rows': 1")
    assert lines[-1] == "01-label: no row"
    assert any(line.startswith("14-exact-match: expected {'rows': 100") and line.endswith("not None") for line in lines)


def test_no_table_is_made_of_an_empty_answer(server: Server) -> None:
    empty = Question("empty", "Empty", "SELECT ?it WHERE { ?it <http://example.org/none> ?it }")
    with pytest.raises(SystemExit, match=r"empty: rows of the answers .*'lotgraph': 0"):
        compare([server], [empty], 0, numbers())


@pytest.mark.parametrize("scale", [SAMPLE, 1, 10])
def test_each_code_is_there_once_and_each_name_once_in_a_level(scale: float) -> None:
    size, words = generate.Size.of(scale), generate.Words.read()
    nodes = list(generate.occupations(size, words))
    # A group and one of its members may have one name.
    assert len({(len(node.code), node.label) for node in nodes}) == sum(size.nodes)
    assert len({node.code for node in nodes}) == sum(size.nodes)
    pattern = re.compile(generate.code_pattern(size))
    assert all(pattern.fullmatch(node.code) and node.code.startswith(node.parent) for node in nodes)
    assert {node.parent for node in nodes} <= {"", *(node.code for node in nodes)}


def test_a_build_is_timed_and_its_answers_are_checked(tmp_path: Path) -> None:
    sources = generate.write(tmp_path / "sources", SAMPLE)
    line = build.measured("sample", sources, tmp_path / "out")
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    assert cells[0] == "sample"
    assert int(cells[1].replace(",", "")) > 20_000
    assert float(cells[3]) > 0
    with pytest.raises(SystemExit, match=r"the endpoint counts [0-9]+ triples, not 1"):
        build.first_answer(tmp_path / "out", 1)


def test_a_command_that_fails_is_told() -> None:
    spent = processes.run([sys.executable, "-c", "print(sum(range(10**6)))"])
    assert (spent.output, spent.cpu > 0, spent.peak > 10**6) == ("499999500000\n", True, True)
    with pytest.raises(subprocess.CalledProcessError):
        processes.run([sys.executable, "-c", "raise SystemExit(3)"])


def test_a_mapping_that_nobody_reviewed_is_found_by_the_gate(tmp_path: Path) -> None:
    sources = generate.write(tmp_path, SAMPLE)
    mappings = tmp_path / "survey" / "mappings.csv"
    mappings.write_text(mappings.read_text("utf-8").replace("Example reviewer", ""), "utf-8")
    with pytest.raises(GateError) as refused:
        check(Inputs.of(sources), Settings.load(None, {}, {}))
    assert {problem.rule for problem in refused.value.problems} == {"S20"}


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (b'{"head": {}, "boolean": false}', 0),
        (b'{"head": {}, "boolean": true}', 1),
        (b'{"head": {"vars": []}, "results": {"bindings": [{}, {}]}}', 2),
        (b"<urn:a> <urn:b> 1, 2, 3 .", 3),
    ],
)
def test_lines_of_an_answer(body: bytes, lines: int) -> None:
    assert len(answer_lines(Reply(200, 0.0, len(body), body))) == lines


def test_what_a_benchmark_prints_stands_between_its_marks_alone(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    marked = "<!-- begin of what benchmarks/{0}.py writes -->\n<!-- end of what benchmarks/{0}.py writes -->"
    page.write_text(f"Before\n{marked.format('pages')}\nBetween\n{marked.format('search')}\nAfter\n", "utf-8")
    for lines in (["old"], ["| a |", "| b |"]):
        marks.write(page, "pages", lines)
    text = page.read_text("utf-8")
    assert "old" not in text
    assert text.index("begin of what benchmarks/pages") < text.index("| a |\n| b |") < text.index("Between")
    assert text.endswith(f"Between\n{marked.format('search')}\nAfter\n")


def test_a_percentile_is_a_value_that_so_many_do_not_exceed() -> None:
    values = [float(each) for each in range(100, 0, -1)]
    assert [pages.percentile(values, part) for part in (1, 50, 95, 99, 100)] == [1, 50, 95, 99, 100]
    assert pages.percentile([7.0], 99) == 7.0


def test_the_cpu_time_of_a_server_grows_with_what_it_does(server: Server) -> None:
    before = cpu_seconds(server.process)
    answers.ask(server.endpoint, questions())
    assert cpu_seconds(server.process) > before > 0


def test_every_page_of_figures_is_known(root: Path) -> None:
    assert {path.name for path in (root / "docs").glob("performance*.md")} == origin.PAGES.keys()


def test_a_stale_page_is_found(sample: Published) -> None:
    page = "performance.md"
    now = origin.Origin.of(page, origin.digest([sample.quads_file]), sample, "scale 1")
    assert origin.Origin.read(f"# A page\n\n{now}\n") == now
    assert origin.stale(page, now, sample) == []
    old = origin.Origin("0" * 16, "0" * 16, "0" * 16, "scale 1")
    assert origin.stale(page, old, sample) == ["questions", "data"]
