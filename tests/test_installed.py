"""The wheel, installed into an environment of its own, publishes the seeds from any folder."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from lotgraph import __version__
from lotgraph.release.folder import current_release, differing

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def installed(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the commands of an environment that has the wheel, and the dependencies from here."""
    folder = tmp_path_factory.mktemp("installed")
    environment, wheels = folder / "environment", folder / "wheels"
    run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", wheels, folder=root)
    run(sys.executable, "-m", "venv", "--without-pip", environment, folder=folder)
    pip = (sys.executable, "-m", "pip", "--python", environment / "bin" / "python", "--disable-pip-version-check")
    run(*pip, "install", "--no-deps", "--no-index", *wheels.iterdir(), folder=folder)
    (libraries,) = environment.glob("lib/python*/site-packages")
    # Only now, for pip would take the checkout, which is among them, for the package installed already.
    (libraries / "dependencies.pth").write_text(f"{sysconfig.get_path('purelib')}\n", "utf-8")
    return environment / "bin"


def run(*command: str | Path, folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, env=environ(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def environ() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("LOTGRAPH_", "PIP_", "PYTHON"))}


def test_the_package_is_that_of_the_wheel(installed: Path, tmp_path: Path) -> None:
    code = "import lotgraph, duckdb; print(lotgraph.__file__, lotgraph.__version__)"
    place, version = run(installed / "python", "-c", code, folder=tmp_path).split()
    assert Path(place).is_relative_to(installed.parent)
    assert version == __version__


def test_the_seeds_are_published_from_an_empty_folder(installed: Path, tmp_path: Path, publication: Path) -> None:
    out = run(installed / "lotgraph", "build", "--out", "X", folder=tmp_path)
    made = current_release(tmp_path / "X")
    assert out.startswith(f"published: X/releases/{made.name}\n")
    assert [path.name for path in tmp_path.iterdir()] == ["X"]
    assert made.name == current_release(publication).name
    assert differing(made, current_release(publication)) == ()
    query = "SELECT (COUNT(*) AS ?n) { ?listing a <https://w3id.org/lotgraph/ns#SkillListing> }"
    assert run(installed / "lotgraph", "query", query, "--release", "X", folder=tmp_path) == "n\n--\n87\n"


def test_its_help_loads_no_large_library(installed: Path, tmp_path: Path) -> None:
    said = run(installed / "python", "-c", HELP, folder=tmp_path)
    assert said.startswith("Usage: lotgraph build ")


HELP = """\
import sys
from lotgraph.cli import main
main(["build", "--help"])
assert not {"duckdb", "flask", "pyoxigraph", "pyshacl", "rdflib"} & set(sys.modules), sorted(sys.modules)
"""
