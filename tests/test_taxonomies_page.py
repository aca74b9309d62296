"""What docs/taxonomies.md shows is what comes out."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.test_readme import _blocks, _command, _matches, _run

from lotgraph.importers import IMPORTS

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


@pytest.mark.parametrize(
    "start",
    [
        "lotgraph validate county-jobs",
        "lotgraph match",
        "lotgraph import skos crafts.ttl --out crafts",
        "lotgraph build county-jobs crafts",
        "lotgraph import skos crafts.ttl --release",
        "lotgraph validate crafts crafts-next",
    ],
)
def test_what_is_shown_comes_out(start: str, page: str, folder: Path) -> None:
    shown = _command(page, start)
    done = _run(shown.command, folder)
    output = done.stdout + done.stderr
    assert _matches(shown.output.rstrip("\n"), output.rstrip("\n")) or shown.output == "…\n", output


def test_every_import_is_on_the_page(page: str) -> None:
    assert [kind for kind in IMPORTS if f"`import {kind} " not in page] == []


def test_every_link_leads_somewhere(page: str, root: Path) -> None:
    assert "](tables.md)" in page
    assert (root / "docs" / "tables.md").exists()
