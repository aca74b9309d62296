"""What docs/taxonomies.md shows is what comes out."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.test_readme import _blocks, _matches, _run, _shown

from lotgraph.sources.importers import IMPORTS

pytestmark = pytest.mark.slow

TOML = "county-jobs/source.toml"
TABLES = ("schemes", "occupations", "occupation_labels", "skills", "skill_listings")


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    return (root / "docs" / "taxonomies.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def folder(page: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files that the page shows."""
    folder = tmp_path_factory.mktemp("page")
    (toml,) = _blocks(page, "toml")
    *tables, titles = _blocks(page, "csv")
    files = {TOML: toml, "my-titles/source.toml": toml.replace("county-jobs", "my-titles")}
    files |= {f"county-jobs/{name}.csv": text for name, text in zip(TABLES, tables, strict=True)}
    files["my-titles/occupations.csv"] = titles
    files["my-titles/schemes.csv"] = tables[0].replace("county-jobs", "my-titles")
    (files["crafts.ttl"],) = _blocks(page, "turtle")
    files["lotgraph.toml"] = 'base = "https://data.example.org/"\n'
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_what_is_shown_comes_out_from_the_first_command_to_the_last(page: str, folder: Path) -> None:
    ran = []
    for shown in _shown(page):
        done = _run(shown.command, folder)
        output = done.stdout + done.stderr
        # A lone ellipsis: the output is of no interest.
        assert _matches(shown.output.rstrip("\n"), output.rstrip("\n")) or shown.output == "…\n", output
        ran.append(shown.command.split()[1])
    assert ran == ["validate", "match", "import", "build", "import", "validate"]


def test_every_import_is_on_the_page(page: str) -> None:
    assert [kind for kind in IMPORTS if f"`import {kind} " not in page] == []


def test_every_link_leads_somewhere(page: str, root: Path) -> None:
    assert "](tables.md)" in page
    assert (root / "docs" / "tables.md").exists()
