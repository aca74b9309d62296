"""The generated pages say what the code says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lotgraph import schema
from lotgraph.cli import reference

CELL = re.compile(r"(?<!\\)\|")


def test_pages_are_not_stale(root: Path) -> None:
    assert reference.stale(root / "docs") == (), "run make docs"


def test_every_table_and_column_has_its_line() -> None:
    page = reference.tables_page()
    for table in schema.TABLES:
        section = page.split(f"\n### {table.name}\n")[1].split("\n### ")[0]
        assert section.strip().startswith(table.meaning)
        lines = [line for line in section.splitlines() if line.startswith("| `")]
        assert [line.split("`")[1] for line in lines] == [column.name for column in table.columns]


def test_every_type_has_its_line() -> None:
    page = reference.tables_page()
    for kind in schema.Type:
        assert f"\n| {kind.value} | " in page


@pytest.mark.parametrize("name", sorted(name for name in reference.PAGES if name.endswith(".md")))
def test_grids_are_rectangular_and_text_has_no_stray_space(name: str) -> None:
    page = reference.PAGES[name]()
    for block in page.split("\n\n"):
        widths = {len(CELL.split(line)) for line in block.splitlines() if line.startswith("|")}
        assert len(widths) <= 1
    assert not re.search(r"[ \t]$", page, re.MULTILINE)
    assert page.endswith("\n")
    assert not page.endswith("\n\n")


def test_links_lead_to_headings() -> None:
    page = reference.tables_page()
    headings = set(re.findall(r"^#+ (.+)$", page, re.MULTILINE))
    assert set(re.findall(r"\]\(#([^)]+)\)", page)) <= headings


def test_writing_then_checking(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "docs"
    assert reference.main([str(folder), "--check"]) == 1
    assert reference.main([str(folder)]) == 0
    assert reference.main([str(folder), "--check"]) == 0
    for page in (folder / "tables.md", tmp_path / "shapes" / "closed.ttl"):
        page.write_text("old", encoding="utf-8")
        assert reference.main([str(folder), "--check"]) == 1
        assert capsys.readouterr().err.splitlines()[-1] == f"{page} is stale: run make docs"
        assert reference.main([str(folder)]) == 0


def test_settings_page_shows_defaults_and_variables() -> None:
    page = reference.settings_page()
    assert "| `port` | `LOTGRAPH_PORT` | port | `8000` | Port to listen on" in page
    assert "| `publisher` | `LOTGRAPH_PUBLISHER` | text | empty | " in page
