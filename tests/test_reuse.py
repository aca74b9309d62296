"""A build that takes what did not change from the release before makes what a build from nothing makes."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from tests import folders

from lotgraph.build.pipeline import Inputs, build, rebuild
from lotgraph.errors import InputError
from lotgraph.rdf.store.loading import open_release
from lotgraph.release.folder import current_release, write_store_checksums
from lotgraph.release.reuse import SOFTWARE, find_reusable
from lotgraph.release.verification import verify
from lotgraph.settings import Settings

BASE = "https://data.example.org/jobs/"
MORE = "id,label\nrust,Rust\ngo,Go\nada,Ada\n"


def settings() -> Settings:
    return Settings.load(None, {}, {"base": BASE, "title": "T", "publisher": "P"})


def sources_in(place: Path, *tables: str) -> list[Path]:
    """Two sources: one with these tables and what they need, as each table costs its time, and one with skills."""
    first = folders.put(place / "first", folders.needed(*tables))
    toml = folders.TOML.replace('"demo"', '"more"').replace('"Demo"', '"More"')
    return [first, folders.put(place / "second", {"skills": MORE}, toml)]


def assert_as_from_nothing(made: Path, work: Path) -> None:
    """The release is what its own tables give where there is nothing to take from."""
    shutil.rmtree(work, ignore_errors=True)
    published, changed = rebuild(made, work)
    assert changed == ()
    expected = published.folder
    one, other = (dict(open_release(folder / "store").fingerprints()) for folder in (made, expected))
    assert one == other
    index = [(folder / "store" / "reconciliation.sqlite").read_bytes() for folder in (made, expected)]
    assert index[0] == index[1]


def change(draw: random.Random, sources: list[Path]) -> None:
    """One change: of a name, or one row more."""
    first, second = sources
    if draw.randrange(2):
        table = draw.choice((first / "areas.csv", second / "skills.csv"))
        _replace_cell(table, draw, 1, f"Word {draw.randrange(999)}")
    else:
        rows = {second / "skills.csv": "s{0},Skill {0}", first / "areas.csv": "AREA-{0},Area {0},US"}
        grown = draw.choice(list(rows))
        grown.write_text(grown.read_text("utf-8") + rows[grown].format(draw.randrange(9999)) + "\n", "utf-8")


def _replace_cell(table: Path, draw: random.Random, column: int, text: str) -> None:
    head, *rows = table.read_text("utf-8").splitlines()
    number = draw.randrange(len(rows))
    cells = rows[number].split(",")
    cells[column] = text
    rows[number] = ",".join(cells)
    table.write_text("\n".join([head, *rows]) + "\n", "utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_five_random_changes_give_what_a_build_from_nothing_gives(tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311
    sources, out = sources_in(tmp_path, "areas"), tmp_path / "out"
    build(Inputs.of(sources), out, settings())
    done = 0
    for _ in range(100):
        before = {path: path.read_bytes() for folder in sources for path in folder.glob("*.csv")}
        change(draw, sources)
        try:
            made = build(Inputs.of(sources), out, settings()).folder
        except InputError:
            for path, text in before.items():
                path.write_bytes(text)
            continue
        assert_as_from_nothing(made, tmp_path / "work")
        done += 1
        if done == 5:
            break
    assert done == 5
    assert verify(current_release(out)).problems == ()


def test_one_cell_is_changed_in_the_store_and_the_rest_is_shared(tmp_path: Path) -> None:
    sources, out = sources_in(tmp_path, "posting_counts"), tmp_path / "out"
    first = build(Inputs.of(sources), out, settings()).folder
    counts = sources[0] / "posting_counts.csv"
    counts.write_text(counts.read_text("utf-8").replace("0533", "0534"), "utf-8")
    made = build(Inputs.of(sources), out, settings()).folder
    assert_as_from_nothing(made, tmp_path / "work")
    assert made != first
    shared = {path.name for path in (made / "store").iterdir() if path.stat().st_nlink > 1}
    assert {name for name in shared if name.endswith(".sst")}
    assert "reconciliation.sqlite" in shared, "no name has changed"
    graph = "dumps/graphs/entities.ttl.zst"
    assert (made / graph).samefile(first / graph)
    assert verify(first).problems == ()
    assert verify(made).problems == ()


@pytest.mark.parametrize("broken", ["software", "dump", "store", "cut"])
def test_a_release_that_is_not_what_was_made_is_not_used(tmp_path: Path, broken: str) -> None:
    sources, out = sources_in(tmp_path, "posting_counts"), tmp_path / "out"
    folder = build(Inputs.of(sources), out, settings()).folder
    assert find_reusable(folder, BASE) is not None
    assert find_reusable(folder, "https://elsewhere.example.org/") is None
    if broken == "software":
        (folder / "store" / SOFTWARE).write_text("of another version", "utf-8")
        write_store_checksums(folder / "store")
    elif broken == "dump":
        (folder / "dumps" / "lotgraph.ttl.zst").write_bytes(b"half")
    elif broken == "store":
        next((folder / "store").glob("*.sst")).write_bytes(b"half")
    else:
        (folder / "store" / "SHA256SUMS").unlink()
    assert find_reusable(folder, BASE) is None
    counts = sources[0] / "posting_counts.csv"
    counts.write_text(counts.read_text("utf-8").replace("0533", "0534"), "utf-8")
    assert_as_from_nothing(build(Inputs.of(sources), out, settings()).folder, tmp_path / "work")
