"""Small files that would cost much: entities within entities, nesting without end, archives of nothing but zeros."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph import database
from lotgraph.errors import ResourceError, UsageError
from lotgraph.formats.sssom.header import HeaderError, read_header
from lotgraph.settings import Settings
from lotgraph.sources.importers import nesting
from lotgraph.sources.source import read_source

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
RDF = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:s="http://s.example/">'
PLAIN = (
    f'<!DOCTYPE r [<!ENTITY e "{"x" * 900}">]>{RDF}<s:a rdf:about="http://a.example/"><s:p>{{0}}</s:p></s:a></rdf:RDF>'
)
LICENCE = "#license: https://l.example/\nsubject_id\tpredicate_id\tobject_id\tmapping_justification\n"
ALIASES = "".join(f"#a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9))
FILES: dict[str, tuple[bytes, str]] = {
    "laughs.rdf": (
        f'<!DOCTYPE r [<!ENTITY l0 "ha">{LAUGHS}]>{RDF}<s:a rdf:about="http://a.example/"><s:p>&l8;</s:p></s:a></rdf:RDF>'.encode(),
        "declares the entity l1, which holds other entities",
    ),
    "quadratic.rdf": (PLAIN.format("&e;" * 100_000).encode(), "would grow by its entities to more than"),
    "deep.rdf": (f"{RDF}{'<s:a><s:p>' * 50_000}".encode(), "is nested more than 200 deep"),
    "deep.jsonld": (b'{"http://p.example/":' * 50_000 + b"1" + b"}" * 50_000, "is nested more than 200 deep"),
    "lists.jsonld": (b"[" * 1_000_000, "is nested more than 200 deep"),
    "deep.ttl": (b"<http://a.example/> <http://p.example/> " + b"[<http://p.example/> " * 100_000, "nested more than"),
    "lists.ttl": (b"<http://a.example/> <http://p.example/> " + b"(" * 1_000_000, "is nested more than 200 deep"),
    "zeros.nt.gz": (gzip.compress(bytes(70_000_000)), "unpacks to more than 300 times its size"),
    "aliases.sssom.tsv": (
        (
            "#a0: &a0 [x,x,x,x,x,x,x,x]\n"
            + "".join(f"#a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9))
            + LICENCE
        ).encode(),
        "has no row",
    ),
    "deep.sssom.tsv": (f"#a: {'[' * 50_000}\n{LICENCE}".encode(), "the metadata are nested more than 20 deep"),
}
PROGRAM = """\
import contextlib, io, json, resource, sys
from pathlib import Path
from lotgraph import errors
from lotgraph.sources import importers
import lotgraph.rdf.store.loading
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
said = {}
for path in sorted(Path(sys.argv[1]).iterdir()):
    try:
        importers.run("sssom" if path.suffix == ".tsv" else "skos", path, Path(sys.argv[1]).parent / "out")
    except errors.DownloadError as error:
        said[path.name] = str(error)
    except errors.InputError as error:
        said[path.name] = str(error)
print(json.dumps({"said": said, "grown": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before}))
"""
MOST = 200_000
"""kB that all of them together may add to the process, whose own files are up to 3 MB and unpack to some 90 MB."""


def test_hostile_files_are_refused_and_cost_no_memory(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for name, (content, _) in FILES.items():
        (folder / name).write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM, str(folder)], capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)
    for name, (_, message) in FILES.items():
        assert message in found["said"].get(name, "was read"), name
    assert found["grown"] < MOST
    assert not (tmp_path / "out").exists()


def test_plain_entities_are_what_editors_write(tmp_path: Path) -> None:
    text = f'<!DOCTYPE r [<!ENTITY s "http://s.example/">]>\n{RDF}<s:a rdf:about="&s;a"/></rdf:RDF>'
    assert nesting.check_xml(text.encode()) == text.encode()


@given(st.text("[]{}()<>\"'\\# \na,", max_size=40))
def test_brackets_in_texts_are_none(text: str) -> None:
    written = json.dumps({"x": [text + "[" * 300]})
    nesting.check_json(written.encode())
    nesting.check_turtle(
        f"<http://x/[[> <p> {json.dumps(text + '(' * 300, ensure_ascii=True)} . # {'[' * 300}".encode()
    )


def test_toml_that_is_nested_or_has_a_number_without_end_is_told(tmp_path: Path) -> None:
    for text, said in (("a = " + "[" * 50_000, "recursion"), ("a = " + "9" * 10_000, "digits")):
        (tmp_path / "source.toml").write_text(text, "utf-8")
        _, (problem,) = read_source(tmp_path)
        assert said in problem.text
        with pytest.raises(UsageError, match=said):
            Settings.load(tmp_path / "source.toml", {})


def test_what_is_no_yaml_is_told_with_its_line() -> None:
    for text, line in (
        ("a: 1\nb: [", 2),
        ("a: 1\nb: x: y", 2),
        ("- a", 1),
        ("a: !!python/object:os.system x\nb: '", 2),
    ):
        with pytest.raises(HeaderError) as caught:
            read_header(text)
        assert caught.value.line == line


def test_the_end_of_memory_is_one_line_that_says_what_to_do(tmp_path: Path) -> None:
    with database.connect(tmp_path, 32) as connection:
        # A table of several times that much goes to files.
        connection.execute("create table t as select hash(i) || hash(i + 1) as text from range(2_000_000) r(i)")
        assert any(tmp_path.rglob("*.tmp"))
        with pytest.raises(ResourceError) as caught, database.memory_errors():
            # One value cannot be parted, and has no place on disk.
            connection.execute("select length(string_agg(text, '')) from t").fetchall()
    assert not any(tmp_path.iterdir()), "what did not fit is left behind"
    assert caught.value.exit_code == 3
    assert str(caught.value).startswith("the tables need more memory than they may have; set memory_megabytes higher")
    assert "\n" not in str(caught.value)


def test_the_memory_of_a_build_is_half_of_the_machine_s_or_what_is_said(tmp_path: Path) -> None:
    for megabytes, expected in ((0, database.machine_megabytes() // 2), (300, 300)):
        with database.connect(None, megabytes) as connection:
            ((limit,),) = connection.execute("select current_setting('memory_limit')").fetchall()
            ((folder,),) = connection.execute("select current_setting('temp_directory')").fetchall()
        number, unit = limit.split()
        assert abs(float(number) * {"MiB": 1.048576, "GiB": 1073.741824}[unit] - expected) < expected / 20
        assert not Path(folder).exists()
