"""What is true is stated once: no second list of the code lists, formats, imports, tables or kinds of claims.

A literal in the source that holds several names of one of these lists is a second one, which the next who adds a
name will miss.  Where a list is meant to be another (a choice, an order of a page) it stands in ``CHOICES``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from lotgraph.formats import media
from lotgraph.schema import (
    CODE_LISTS,
    CUBES,
    NUMBERS,
    TABLES,
)
from lotgraph.sources.importers import IMPORTS
from lotgraph.web.pages import profiles

CLASSES = [table.claim.type.removeprefix("lg:") for table in TABLES if table.claim]

LISTS: dict[str, tuple[set[str], set[str]]] = {
    "code lists": ({*CODE_LISTS}, {"schema/contract.py"}),
    "classes of codes": ({name.removeprefix("lg:") for name in CODE_LISTS.values()}, {"schema/contract.py"}),
    "formats": ({each.name for each in media.FORMATS}, {"formats/media.py"}),
    "media types": ({each.media_type for each in media.FORMATS}, {"formats/media.py"}),
    "kinds of imports": ({*IMPORTS} - {"sssom"}, {"sources/importers/__init__.py"}),
    "classes of claims": ({*CLASSES}, set()),
    "numbers of claims": ({name.removeprefix("lg:") for name in NUMBERS}, set()),
    "cubes": ({cube.name for cubes in CUBES.values() for cube in cubes}, set()),
}
"""The names of each list, and the files in which it may stand."""

CHOICES = {
    ("formats", "evaluation/rows.py"): "the formats whose rows are counted",
    ("formats", "release/folder.py"): "the dumps of releases from before releases said them",
    ("formats", "web/http/protocol.py"): "other names by which a graph is asked for",
    ("classes of claims", "web/pages/kinds/source.py"): "the section of its thing's page that shows claims of a class",
}

FEW = 3
"""So many names of a list in one literal are a list."""


def literals(path: Path) -> Iterator[set[str]]:
    """The strings of each tuple, list, set and dictionary (its keys, its values) of a file."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        groups: list[list[ast.expr | None]] = []
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            groups = [[*node.elts]]
        elif isinstance(node, ast.Dict):
            groups = [[*node.keys], [*node.values]]
        for group in groups:
            found = {each.value for each in group if isinstance(each, ast.Constant) and isinstance(each.value, str)}
            yield {text.removeprefix("lg:") for text in found}


def second(root: Path) -> set[tuple[str, str]]:
    """The lists that stand in a file of a source tree which is not theirs, with that file."""
    return {
        (name, path.relative_to(root).as_posix())
        for path in sorted(root.rglob("*.py"))
        for strings in literals(path)
        for name, (names, files) in LISTS.items()
        if len(strings & names) >= FEW and path.relative_to(root).as_posix() not in files
    }


def test_each_list_stands_once(root: Path) -> None:
    assert second(root / "src" / "lotgraph") == set(CHOICES)


@pytest.mark.parametrize("name", LISTS)
def test_a_second_list_is_found(tmp_path: Path, name: str) -> None:
    names = sorted(LISTS[name][0])[:FEW]
    (tmp_path / "again.py").write_text(f"AGAIN = {names!r}\n", "utf-8")
    assert (name, "again.py") in second(tmp_path)


def test_each_list_is_used_whole() -> None:
    assert {f"https://w3id.org/lotgraph/ns#{name.removeprefix('lg:')}" for name in CODE_LISTS.values()} <= (
        profiles.SKOS.classes
    )
    graphs = media.of_kind(media.Kind.GRAPH)
    assert all(each.w3c and each.rdflib for each in graphs)
    assert all(each.file_type for each in media.FORMATS if each.name in media.DUMPED)
