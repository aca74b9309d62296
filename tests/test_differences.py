"""What differs between two sorted dumps: by thing, by property, and as a patch that turns one into the other."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from tests import publications

from lotgraph.errors import ReleaseError
from lotgraph.rdf.nquads import parse_line, value_of, write_literal
from lotgraph.release import changelog
from lotgraph.release.differences import (
    Change,
    Counts,
    Entity,
    compare_dumps,
    merge_lines,
    properties,
)
from lotgraph.release.folder import Release, read_release

E = "https://example.org/"
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t\r"), max_size=6)
IRIS = st.sampled_from("abc").flatmap(lambda name: st.sampled_from((name, f"{name}/x", f"{name}-")))
OBJECTS = st.one_of(
    IRIS.map(lambda name: f"<{E}{name}>"),
    TEXTS.map(write_literal),
    TEXTS.map(lambda text: write_literal(text, "en")),
    st.integers(0, 3).map(lambda number: f'"{number}"^^<{E}integer>'),
)
LINES = st.builds(
    lambda s, p, o, g: f"<{E}{s}> <{E}{p}> {o} <{E}g{g}> .\n".encode(), IRIS, IRIS, OBJECTS, st.integers(0, 1)
)
DUMPS = st.lists(LINES, unique=True, max_size=12).map(sorted)


def subjects(lines: list[bytes]) -> set[bytes]:
    return {line.split(b" ", 1)[0] + b" " for line in lines}


def release_of(version: str) -> Release:
    """A release of which only the version is of interest."""
    return Release(version, None, E, "", "", "", "", 0, 0, (), (), (), {})


def patched(lines: list[bytes], patch: bytes) -> list[bytes]:
    """The lines after the rows of an RDF Patch were applied to them, one after the other."""
    held = set(lines)
    for row in patch.splitlines(keepends=True):
        if row.startswith(b"A "):
            assert row[2:] not in held
            held.add(row[2:])
        elif row.startswith(b"D "):
            held.remove(row[2:])
        else:
            assert row[:2] in (b"H ", b"TX", b"TC")
    return sorted(held)


@given(DUMPS, DUMPS)
def test_the_patch_turns_one_dump_into_the_other(old: list[bytes], new: list[bytes]) -> None:
    about = release_of("1"), release_of("2")
    patch = b"".join(changelog.patch(merge_lines(iter(old), iter(new)), *about))
    assert patched(old, patch) == new
    assert patched(new, b"".join(changelog.patch(merge_lines(iter(new), iter(old)), *about))) == old
    if old == new:
        assert b"\nA " not in patch
        assert b"\nD " not in patch


@given(DUMPS, DUMPS)
def test_each_thing_that_differs_is_told_once(old: list[bytes], new: list[bytes]) -> None:
    counts = Counts()
    found = list(counts.of(merge_lines(iter(old), iter(new))))
    assert [entity.subject for entity in found] == sorted({entity.subject for entity in found})
    told = {change: {entity.subject for entity in found if entity.change is change} for change in Change}
    before, after = subjects(old), subjects(new)
    assert told[Change.ADDED] == after - before
    assert told[Change.RETIRED] == before - after
    differing = subjects([line for line in (*old, *new) if (line in old) != (line in new)])
    assert told[Change.CHANGED] == differing & before & after
    assert (counts.added, counts.retired, counts.changed) == tuple(map(len, told.values()))
    assert (counts.triples_added, counts.triples_removed) == (len(set(new) - set(old)), len(set(old) - set(new)))
    for entity in found:
        sides = [(said.property, said.graph, side) for said in properties(entity) for side in (said.old, said.new)]
        assert sum(len(side) for _, _, side in sides) == len(entity.removed) + len(entity.added)


@given(LINES)
def test_a_line_is_taken_apart_as_another_parser_does(line: bytes) -> None:
    (quad,) = ox.parse(line, ox.RdfFormat.N_QUADS)
    mine = parse_line(line)
    assert (mine.subject, mine.predicate, mine.object) == tuple(map(str, quad.triple))
    assert mine.graph == str(quad.graph_name)
    without = line.replace(f" {mine.graph}".encode(), b"", 1) if mine.object != mine.graph else line
    assert parse_line(without).object == mine.object
    if isinstance(quad.object, ox.Literal):
        assert value_of(mine.object) == quad.object.value
    else:
        assert value_of(mine.object) == str(quad.object)[1:-1]


def test_escapes_are_read() -> None:
    assert value_of(r'"a\u00e9\U0001F600\b\f\\n"') == "aé😀\b\f\\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"<b> <p> <o> <g> .\n<a> <p> <o> <g> .\n", "is not sorted, so it was changed since lotgraph wrote it: <a> "),
        (b"<a> <p> <o> <g> .\n<a> <p> <o> <g> .\n", "is not sorted"),
    ],
)
def test_a_dump_edited_by_hand_is_told(tmp_path: Path, text: bytes, message: str) -> None:
    (tmp_path / "a.nq").write_bytes(text)
    (tmp_path / "b.nq").write_bytes(b"")
    with pytest.raises(ReleaseError, match=message):
        list(compare_dumps(tmp_path / "a.nq", tmp_path / "b.nq"))


def test_lines_that_are_no_nquads_are_told() -> None:
    entity = Entity(b"<a> ", Change.ADDED, (), (b"<a> nonsense\n",))
    with pytest.raises(ReleaseError, match="is not N-Quads: <a> nonsense"):
        properties(entity)


@given(TEXTS, st.sampled_from(["", "en"]), st.sampled_from(["", f"{E}type", "http://www.w3.org/2001/XMLSchema#string"]))
def test_a_literal_is_written_as_oxigraph_writes_it(text: str, language: str, datatype: str) -> None:
    kind = ox.NamedNode(datatype) if datatype and not language else None
    assert write_literal(text, language, datatype) == str(ox.Literal(text, language=language or None, datatype=kind))


def test_packed_dumps_are_compared_too(tmp_path: Path) -> None:
    lines = b"<a> <p> <o> <g> .\n<b> <p> <o> <g> .\n"
    (tmp_path / "a.nq.gz").write_bytes(gzip.compress(lines))
    (tmp_path / "b.nq.zst").write_bytes(zstandard.compress(lines))
    (tmp_path / "cut.nq.gz").write_bytes(gzip.compress(lines)[:-9])
    assert list(compare_dumps(tmp_path / "a.nq.gz", tmp_path / "b.nq.zst")) == []
    with pytest.raises(ReleaseError, match=r"cut\.nq\.gz: cannot be read"):
        list(compare_dumps(tmp_path / "cut.nq.gz", tmp_path / "b.nq.zst"))
    with pytest.raises(ReleaseError, match=r"none\.nq: cannot be read: No such file"):
        list(compare_dumps(tmp_path / "none.nq", tmp_path / "b.nq.zst"))


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A publication of two releases; the second says more of one thing."""
    root = publications.publish(tmp_path_factory.mktemp("publication"), "1")
    note = f'<{publications.OCCUPATION}> <{publications.SKOS}note> "New"@en'
    more = f"<{publications.BASE}id/skill/go> {publications.A} <{publications.LG}Skill>"
    return publications.publish(root, "2", {publications.SCHEME: [note], publications.ENTITIES: [more]})


def told(two: Path, old: str, new: str) -> Iterator[bytes]:
    one, other, counts = two / "releases" / old, two / "releases" / new, Counts()
    entities = changelog.list_changes(one, other, counts)
    return changelog.json_lines(entities, read_release(one), read_release(other), counts)


def test_the_changes_as_json(two: Path) -> None:
    said = json.loads(b"".join(told(two, "1", "2")))
    assert (said["from"], said["to"]) == ("1", "2")
    assert said["counts"] == {"added": 1, "retired": 0, "changed": 1, "triples_added": 2, "triples_removed": 0}
    changed, added = said["entities"]
    assert (changed["iri"], changed["change"]) == (publications.OCCUPATION, "changed")
    assert changed["properties"] == [
        {"property": f"{publications.SKOS}note", "graph": publications.SCHEME, "old": [], "new": ['"New"@en']}
    ]
    assert (added["iri"], added["change"]) == (f"{publications.BASE}id/skill/go", "added")
    back = json.loads(b"".join(told(two, "2", "1")))
    assert [each["change"] for each in back["entities"]] == ["changed", "retired"]
    assert json.loads(b"".join(told(two, "1", "1")))["entities"] == []
