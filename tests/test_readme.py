"""What the README shows is what comes out: its files are built, its commands run, its output compared."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_LOTGRAPH = Path(sys.executable).with_name("lotgraph")


@dataclass(frozen=True)
class Shown:
    command: str
    output: str


@pytest.fixture(scope="module")
def readme(root: Path) -> str:
    return (root / "README.md").read_text(encoding="utf-8")


def _blocks(readme: str, language: str) -> list[str]:
    return [text for found, text in _FENCE.findall(readme) if found == language]


def _shown(readme: str) -> Iterator[Shown]:
    """The commands of the README, each with what it shows of their output."""
    for block in _blocks(readme, "console"):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            lines = part.splitlines(keepends=True)
            # A command goes on over the lines until its quotes are closed.
            end = next(n for n in range(1, len(lines) + 1) if "".join(lines[:n]).count("'") % 2 == 0)
            yield Shown("".join(lines[:end]).strip(), "".join(lines[end:]))


def _command(readme: str, start: str) -> Shown:
    return next(shown for shown in _shown(readme) if shown.command.startswith(start))


def _matches(shown: str, output: str) -> bool:
    """Whether that came out; an ellipsis stands for what differs from build to build."""
    pattern = ".*".join(re.escape(part) for part in shown.split("…"))
    return re.fullmatch(pattern, output) is not None


def _run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    path = f"{_LOTGRAPH.parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=folder,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def own_source(readme: str, tmp_path: Path) -> Path:
    """The folder of the README's own example, from the blocks that show its files."""
    source = tmp_path / "my-survey"
    source.mkdir()
    toml, settings = _blocks(readme, "toml")
    (source / "source.toml").write_text(toml, encoding="utf-8")
    (tmp_path / "lotgraph.toml").write_text(settings, encoding="utf-8")
    names = ("schemes", "levels", "occupations", "areas", "salaries")
    for name, text in zip(names, _blocks(readme, "csv"), strict=True):
        (source / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def test_the_seeds_are_published_as_shown(readme: str, build_output: str, publication: Path) -> None:
    assert _matches(_command(readme, "make run").output.partition("serving")[0], build_output)
    query = _command(readme, "lotgraph query")
    assert _run(query.command, publication.parent).stdout == query.output


def test_the_first_query_answers_as_shown(readme: str, endpoint: str, tmp_path: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not on this machine")
    shown = _command(readme, "curl")
    command = shown.command.replace("http://127.0.0.1:8000/sparql", f"--silent {endpoint}")
    assert _run(command, tmp_path).stdout.replace("\r\n", "\n") == shown.output


def test_ones_own_source_is_published_as_shown(readme: str, own_source: Path) -> None:
    shown = _command(readme, "lotgraph build my-survey --out county --version 2026.1")
    done = _run(shown.command, own_source)
    assert (done.returncode, done.stdout, done.stderr) == (0, shown.output, "")

    salaries = own_source / "my-survey" / "salaries.csv"
    salaries.write_text(salaries.read_text().replace("48200", "-48200"))
    shown = _command(readme, "lotgraph build my-survey --out county --version 2026.2")
    done = _run(shown.command, own_source)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", shown.output)

    done = _run("lotgraph rebuild county --out again", own_source)
    assert done.returncode == 0, done.stderr


def test_every_package_that_is_named_is_there(readme: str, root: Path) -> None:
    named = re.findall(r"^\| (`.+?`) \|", readme, re.MULTILINE)
    packages = [package for cell in named for package in re.findall(r"`([^`]+)`", cell)]
    assert packages
    assert [package for package in packages if not (root / "src" / "lotgraph" / package).exists()] == []


def test_every_link_leads_somewhere(readme: str, root: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", readme)
    assert [link for link in links if not (root / link).exists()] == []
