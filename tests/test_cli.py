"""The command line: what each command prints, where, and with which exit code it ends."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import click
import httpx
import pyoxigraph as ox
import pytest
from tests import folders

from lotgraph import __version__, cli
from lotgraph.release.folder import current_release

COMMANDS = (
    "up",
    "build",
    "validate",
    "preview",
    "serve",
    "query",
    "rebuild",
    "release",
    "upgrade",
    "init",
    "import",
    "chain",
    "match",
)
OWN_BASE = ("--base", "https://data.example.org/")
PREFIXES = """\
PREFIX lg: <https://w3id.org/lotgraph/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
EVERYTHING = "SELECT * { ?s ?p ?o }"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def source(place: Path) -> Path:
    return folders.put(place / "source", {"skills": "id,label\npython,Python\n"}).relative_to(place)


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a command."""
    code = cli.main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def process(*arguments: str | Path, environ: Mapping[str, str] | None = None, **pipes: int) -> subprocess.Popen[str]:
    """A command in a process of its own."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | pipes
    # Gunicorn opens the socket that it is handed twice, and leaves the first to the collector.
    warned = "default" if arguments[0] in {"up", "serve"} else "error"
    command = [
        sys.executable,
        "-W",
        warned,
        "-W",
        "ignore::ResourceWarning",
        "-m",
        "lotgraph.cli",
        *map(str, arguments),
    ]
    return subprocess.Popen(command, text=True, env=os.environ | (environ or {}), **pipes)  # type: ignore[call-overload,no-any-return]


# Help and usage


def test_there_are_these_commands() -> None:
    assert tuple(cli.lotgraph.commands) == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_each_command_has_an_example_that_is_one(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, text, _ = run(capsys, command, "--help")
    assert code == 0
    assert text.startswith(f"Usage: lotgraph {command} ")
    _, _, examples = text.partition("\n  example:\n")
    lines = [shlex.split(line) for line in examples.strip().splitlines()]
    # What comes next may be another command.
    assert lines[0][1] == command
    for program, name, *arguments in lines:
        assert program == "lotgraph"
        found = cli.lotgraph.commands[name]
        if isinstance(found, click.Group):
            name, *arguments = arguments  # noqa: PLW2901 - the name of a command in the group
            found = found.commands[name]
        found.make_context(name, arguments, click.Context(cli.lotgraph))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_argument_is_explained(command: str) -> None:
    found = cli.lotgraph.commands[command]
    for each in found.commands.values() if isinstance(found, click.Group) else [found]:
        for parameter in each.params:
            assert isinstance(parameter, click.Argument | click.Option)
            assert parameter.help, parameter


def test_the_help_names_every_command_with_what_it_does(capsys: pytest.CaptureFixture[str]) -> None:
    text = run(capsys, "--help")[1]
    for command in COMMANDS:
        assert re.search(rf"^  {command} +[a-z]", text, flags=re.MULTILINE)


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "--version") == (0, f"lotgraph {__version__}\n", "")


@pytest.mark.parametrize(
    "arguments",
    [[], ["unknown"], ["build"], ["serve"], ["query"], ["query", "ASK {}", "--format", "xml"], ["up", "--color"]],
)
def test_a_wrong_command_line_ends_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (2, "")
    assert err.startswith("Usage: lotgraph")


def test_wrong_settings_are_told_all_at_once(
    source: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("lotgraph.toml").write_text('prot = 8000\ntitle = ""\n', "utf-8")
    monkeypatch.setenv("LOTGRAPH_WORKERS", "many")
    code, out, err = run(capsys, "build", source, "--out", "out", "--issued", "tomorrow")
    assert (code, out) == (2, "")
    assert "lotgraph.toml: prot: there is no such setting; did you mean port?\n" in err
    assert "lotgraph.toml: title: must not be empty\n" in err
    assert "environment variable LOTGRAPH_WORKERS: " in err
    assert "option --issued: must be a day such as 2026-05-31, not 'tomorrow'\n" in err
    assert not Path("out").exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [(b"title =", "lotgraph.toml: is not TOML: "), (b'title = "\xe9"', "lotgraph.toml: is not UTF-8 (byte 9)")],
)
def test_a_settings_file_that_cannot_be_read(
    source: Path, text: bytes, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("lotgraph.toml").write_bytes(text)
    code, out, err = run(capsys, "validate", source)
    assert (code, out) == (2, "")
    assert err.startswith(f"lotgraph: {message}")


def test_a_settings_file_that_is_not_there(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = run(capsys, "validate", source, "--config", "mine.toml")
    assert said == (2, "", "lotgraph: mine.toml: there is no such file\n")


# Building


def test_a_build_says_what_it_published(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("mine.toml").write_text('base = "https://data.example.org/"\nissued = 2026-05-31\n', "utf-8")
    arguments = ("build", source, "--out", "out", "--version", "1.0", "--config", "mine.toml")
    code, out, err = run(capsys, *arguments)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "published: out/releases/1.0"
    assert lines[1] == "  version   1.0, issued 2026-05-31"
    assert re.fullmatch(r"  triples   [0-9,]+ in 3 graphs", lines[2])
    assert lines[3:] == ["  sources   1: demo", "  checked   conforms to its shapes, with 0 warnings"]
    again = run(capsys, *arguments)
    assert again == (0, "\n".join(["already published: out/releases/1.0", *lines[1:], ""]), "")


def test_sources_of_ones_own_under_the_base_of_the_seeds(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "validate", source)
    assert code == 0
    assert re.fullmatch(r"conforms: [0-9,]+ triples, 0 warnings\n", out)
    assert err == (
        "lotgraph: warning: the IRIs of source will begin with https://w3id.org/lotgraph/, which is not yours; "
        'set your own in lotgraph.toml: base = "https://data.example.org/"\n'
    )


def test_tables_that_are_wrong(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (source / "skills.csv").write_text("id,label\npython,\n,Rust\n a b ,C\na|b,D\n", "utf-8")
    code, out, err = run(capsys, "build", source, "--out", "out", *OWN_BASE)
    assert (code, out) == (1, "")
    *problems, last = err.splitlines()
    assert problems[0] == "source/skills.csv row 2: label is empty; it must have a value (S52)"
    assert problems[1].startswith("source/skills.csv row 5: id ")
    assert last == "lotgraph: the tables cannot be used: 2 problems; nothing was published"
    assert not Path("out/current").exists()


def test_shapes_that_are_not_met(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = folders.put(place / "wrong", {"schemes": "id,version,title,number_of_levels\nlot,1,A taxonomy,3\n"})
    code, out, err = run(capsys, "validate", wrong.name, *OWN_BASE)
    assert (code, out) == (1, "")
    first, last = err.splitlines()
    assert re.fullmatch(r"wrong/schemes\.csv row 2: number_of_levels 3, .* \(S09\)", first)
    assert last == "lotgraph: the shapes are not met: 1 problem; nothing was published"


def test_a_source_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "build", "nowhere", "--out", "out", *OWN_BASE)
    assert (code, out) == (1, "")
    assert err.startswith("nowhere: is not there\n")


def test_a_folder_that_cannot_be_written(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("out").write_text("")
    code, out, err = run(capsys, "build", source, "--out", "out", *OWN_BASE)
    assert (code, out) == (3, "")
    assert re.fullmatch(r"lotgraph: out: cannot be written: .*; choose another folder with --out\n", err)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_sees_the_steps_and_the_warnings_after_them(
    source: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (source / "skills.csv").write_text("id,label\npython,=Python\n", "utf-8")
    terminal = Terminal()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", terminal)
        assert cli.main(["validate", str(source), *OWN_BASE]) == 0
    text = terminal.getvalue()
    steps = [text.index(f"\r{step} ") for step in ("read", "map", "check")]
    assert steps == sorted(steps)
    assert text.endswith(
        "\rwarning: source/skills.csv row 2: label '=Python' starts with =; it is read as text, not as a formula\n"
    )
    assert re.fullmatch(r"conforms: [0-9,]+ triples, 1 warning\n", capsys.readouterr().out)


@pytest.mark.slow
def test_the_seeds_built_again(publication: Path, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = current_release(publication)
    said = run(capsys, "rebuild", publication, "--out", "again")
    assert said == (0, f"again/releases/{folder.name}: the same bytes as {folder}\n", "")


def test_a_release_built_again(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "build", source, "--out", "out", "--version", "1", *OWN_BASE)[0] == 0
    said = run(capsys, "rebuild", "out", "--out", "same")
    assert said == (0, "same/releases/1: the same bytes as out/releases/1\n", "")
    Path("out/releases/1/dumps/lotgraph.ttl").write_text("")
    code, out, err = run(capsys, "rebuild", "out/releases/1", "--out", "again")
    assert (code, err) == (1, "")
    assert out == "again/releases/1: 1 file not the same as in out/releases/1:\n  dumps/lotgraph.ttl\n"


def test_ctrl_c_ends_a_build_quietly_and_clears_up(source: Path) -> None:
    with process("build", source, "--out", "out", *OWN_BASE) as building:
        limit = time.monotonic() + 60
        while not list(Path("out").glob("releases/.building-*")):
            assert time.monotonic() < limit
            assert building.poll() is None
            time.sleep(0.01)
        building.send_signal(signal.SIGINT)
        assert building.communicate(timeout=60) == ("", "")
    assert building.returncode == 130
    assert [path.name for path in Path("out/releases").iterdir()] == [".lock"]


# Asking


SHARES = f"""{PREFIXES}
SELECT ?skill ?label ?percent ?none {{
  ?s a lg:ShareObservation ; lg:skill ?skill ; lg:sharePercent ?percent . ?skill skos:prefLabel ?label
}} ORDER BY DESC(?percent) LIMIT 3"""


def test_an_answer_as_a_table(publication: Path, capsys: pytest.CaptureFixture[str]) -> None:
    expected = """\
skill                              label                          percent  none
---------------------------------  -----------------------------  -------  ----
skill:machine-learning             Machine Learning                 99.48
skill:python-programming-language  Python (Programming Language)    70.53
skill:computer-science             Computer Science                  61.2
"""
    assert run(capsys, "query", SHARES, "--release", publication) == (0, expected, "")


def test_a_query_need_not_declare_the_prefixes_of_the_release(
    publication: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    query = "SELECT ?label { occupation:23112013 a lg:Occupation ; skos:prefLabel ?label }"
    expected = "label\n-------------------------\nMachine Learning Engineer\n"
    assert run(capsys, "query", query, "--release", publication) == (0, expected, "")
    own = f"PREFIX lg: <http://www.w3.org/2004/02/skos/core#> {query.replace('a lg:Occupation', 'lg:prefLabel ?own')}"
    assert run(capsys, "query", own, "--release", publication) == (0, expected, "")
    code, out, err = run(capsys, "query", "SELECT * { ?s nobody:knows ?o }", "--release", publication)
    assert (code, out) == (1, "")
    assert "nobody" in err or "Prefix" in err


def test_an_answer_as_csv(publication: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert cli.main(["query", SHARES, "--release", str(publication), "--format", "csv"]) == 0
    base = "https://w3id.org/lotgraph/id/skill/"
    assert capsysbinary.readouterr().out.decode().split("\r\n") == [
        "skill,label,percent,none",
        f"{base}machine-learning,Machine Learning,99.48,",
        f"{base}python-programming-language,Python (Programming Language),70.53,",
        f"{base}computer-science,Computer Science,61.2,",
        "",
    ]


def test_an_answer_as_json(publication: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "query", SHARES, "--release", publication, "--format", "json")
    assert (code, err) == (0, "")
    assert out.endswith("}\n")
    said = json.loads(out)
    assert said["head"]["vars"] == ["skill", "label", "percent", "none"]
    assert said["results"]["bindings"][0] == {
        "skill": {"type": "uri", "value": "https://w3id.org/lotgraph/id/skill/machine-learning"},
        "label": {"type": "literal", "value": "Machine Learning", "xml:lang": "en"},
        "percent": {
            "type": "literal",
            "value": "99.48",
            "datatype": "http://www.w3.org/2001/XMLSchema#decimal",
        },
    }


def test_cells_of_a_table(publication: Path, capsys: pytest.CaptureFixture[str]) -> None:
    query = 'SELECT * { VALUES (?x ?y) { ("a\\n\\tb" -1) (<http://example.org/> 0.5) (UNDEF 12) ("" "x") } }'
    assert run(capsys, "query", query, "--release", publication)[1].splitlines() == [
        "x                      y",
        "---------------------  ---",
        "a b                     -1",
        "<http://example.org/>  0.5",
        "                        12",
        "                       x",
    ]
    assert run(capsys, "query", "SELECT ?x { FILTER(false) }", "--release", publication)[1] == "x\n-\n"


@pytest.mark.parametrize(
    ("form", "expected"), [("table", "true\n"), ("csv", "true\n"), ("json", '{"head":{},"boolean":true}\n')]
)
def test_a_yes_or_no(publication: Path, form: str, expected: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "query", "ASK { ?s ?p ?o }", "--release", publication, "--format", form) == (0, expected, "")


def test_a_graph(publication: Path, capsys: pytest.CaptureFixture[str]) -> None:
    query = f"{PREFIXES} CONSTRUCT {{ ?s a ?type }} WHERE {{ ?s a lg:SourceDocument, ?type }}"
    code, turtle, err = run(capsys, "query", query, "--release", publication)
    assert (code, err) == (0, "")
    assert "\nsource:ncstate-3800fd2e a lg:SourceDocument .\n" in turtle
    triples = {str(quad) for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE)}
    assert len(triples) == 5
    code, linked, err = run(capsys, "query", query, "--release", publication, "--format", "json")
    assert (code, err) == (0, "")
    assert {str(quad) for quad in ox.parse(linked, format=ox.RdfFormat.JSON_LD)} == triples
    code, out, err = run(capsys, "query", query, "--release", publication, "--format", "csv")
    assert (code, out) == (2, "")
    assert err == "lotgraph: the answer to this query is a graph, which has no csv; leave --format out or say json\n"


@pytest.mark.parametrize("start", ["", "\ufeff", "# Who?\r\n"])
def test_a_query_from_a_file(publication: Path, start: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("question").write_text(f"{start}ASK {{ ?s ?p ?o }}\n", "utf-8", newline="")
    assert run(capsys, "query", "question", "--release", publication) == (0, "true\n", "")


@pytest.mark.parametrize("text", ["ASK { ?s ?p ?o }", "\ufeffASK { ?s ?p ?o } # ÿ"])
def test_a_query_from_standard_input(
    publication: Path, text: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # In whichever encoding the terminal is: a query is UTF-8.
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="ascii"))
    assert run(capsys, "query", "-", "--release", publication) == (0, "true\n", "")


def test_a_query_that_cannot_be_read(
    publication: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("latin.rq").write_bytes(b"ASK {} # \xff")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xff")))
    for said, message in (
        ("missing.rq", "missing.rq: there is no such file"),
        ("latin.rq", "latin.rq: cannot be read: "),
        ("-", "standard input: cannot be read: "),
    ):
        code, out, err = run(capsys, "query", said, "--release", publication)
        assert (code, out) == (2, "")
        assert err.startswith(f"lotgraph: {message}")


def test_a_query_that_is_not_utf8(publication: Path) -> None:
    with process("query", os.fsdecode(b"ASK {} # \xff"), "--release", publication) as asking:
        out, err = asking.communicate(timeout=60)
    assert (asking.returncode, out) == (2, "")
    assert err.startswith("lotgraph: ASK {} # \\udcff: cannot be read: ")


def test_a_query_may_be_longer_than_the_name_of_a_file(publication: Path, capsys: pytest.CaptureFixture[str]) -> None:
    query = f"DESCRIBE <https://w3id.org/lotgraph/id/{'x' * 300}>"
    code, _, err = run(capsys, "query", query, "--release", publication)
    assert (code, err) == (0, "")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT ?x\nWHERE { ?x a }", r"line 2, column [0-9]+: .+"),
        ("SELECT ?x { ?x a own:Skill }", r"line 1, column [0-9]+: .*; no PREFIX declares own:"),
        ("skills", r"line 1, column [0-9]+: .+"),
        ("DELETE WHERE { ?s ?p ?o }", r".*; only queries are answered here, no updates"),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", r"SERVICE is refused: .+"),
    ],
)
def test_a_query_that_is_refused(
    publication: Path, query: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "query", query, "--release", publication)
    assert (code, out) == (1, "")
    assert re.fullmatch(rf"(?s)lotgraph: {message}\n", err), err


@pytest.mark.parametrize("arguments", [("query", "ASK {}", "--release"), ("serve",), ("rebuild", "--out", "again")])
@pytest.mark.parametrize("folder", ["nowhere", "."])
def test_a_folder_without_a_release(
    arguments: tuple[str, ...], folder: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, *arguments, folder)
    assert (code, out) == (3, "")
    assert err == (
        f"lotgraph: {folder}: holds no published release (there is no link current); "
        f"make one with 'lotgraph build --out {folder}'\n"
    )


# Serving


@pytest.fixture
def taken() -> Iterator[int]:
    """A port at which another program listens."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def test_a_port_that_is_in_use(publication: Path, taken: int, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "serve", publication, "--port", str(taken))
    assert (code, out) == (3, "")
    assert err == (
        f"lotgraph: port {taken} of 127.0.0.1 is in use; "
        f"choose another with `--port {taken + 1}` or `PORT={taken + 1} make run`\n"
    )


def logged(lines: str) -> list[str]:
    """The paths of the requests in a server's log, which holds nothing else."""
    return [json.loads(line)["path"] for line in lines.splitlines()]


def test_up_builds_and_serves_until_it_is_told_to_stop(source: Path) -> None:
    arguments = (source, "--out", "out", "--version", "1.0", "--port", "0", "--workers", "1", *OWN_BASE)
    with process("up", *arguments) as up:
        assert up.stdout is not None
        lines = [up.stdout.readline().rstrip() for _ in range(9)]
        assert lines[0] == "published: out/releases/1.0"
        assert lines[5] == "serving lotgraph 1.0 (stop with Ctrl-C)"
        addresses = [line.split(maxsplit=1) for line in lines[6:]]
        assert [text for _, text in addresses] == ["what is here", "SPARQL endpoint", "dumps"]
        assert [urlsplit(address).path for address, _ in addresses] == ["/", "/sparql", "/dumps/"]
        for address, _ in addresses:
            assert httpx.get(address, trust_env=False, params={"query": "ASK {}"}).status_code == 200
        up.terminate()
        out, log = up.communicate(timeout=30)
        assert out == ""
        assert logged(log) == ["/", "/sparql", "/dumps/"]
    assert up.returncode == 0


def test_a_server_stops_at_ctrl_c(publication: Path) -> None:
    with process("serve", publication, "--port", "0", "--workers", "1") as serving:
        assert serving.stdout is not None
        assert re.fullmatch(r"serving lotgraph 0\+[0-9a-f]{12} \(stop with Ctrl-C\)\n", serving.stdout.readline())
        address = serving.stdout.readline().split()[0]
        assert httpx.get(address, trust_env=False).status_code == 200
        serving.send_signal(signal.SIGINT)
        assert logged(serving.communicate(timeout=30)[1]) == ["/"]
    assert serving.returncode == 0


# Pipes


@pytest.mark.parametrize("form", ["table", "json", "csv"])
def test_a_reader_that_goes_is_no_error(publication: Path, form: str) -> None:
    with process("query", EVERYTHING, "--release", publication, "--format", form) as asking:
        assert asking.stdout is not None
        assert asking.stdout.read(10)
        asking.stdout.close()
        assert asking.stderr is not None
        assert asking.stderr.read() == ""
    assert asking.returncode == 0


@pytest.mark.parametrize("arguments", [["--help"], ["query", "ASK {}"]])
def test_a_reader_that_never_was_is_no_error(publication: Path, arguments: list[str]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    release = [] if "--help" in arguments else ["--release", str(publication)]
    try:
        with process(*arguments, *release, stdout=writer) as asking:
            assert asking.communicate(timeout=60)[1] == ""
    finally:
        os.close(writer)
    assert asking.returncode == 0
