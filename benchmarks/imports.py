"""From the downloads of others to a validated release, step by step, as Markdown.

``python -m benchmarks.imports --data DIR --work DIR`` reads the folders ``esco-v1.1.1``, ``onet-29.3``,
``bls-oews``, ``crosswalks`` and ``employers-sp500`` of DIR, and prints.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from benchmarks.origin import Origin, digest
from lotgraph.build.pipeline import Inputs, build
from lotgraph.release.folder import current_release
from lotgraph.settings import Settings
from lotgraph.settings.resources import seeds_dir

DOWNLOADS = {
    "esco": "esco-v1.1.1",
    "onet": "onet-29.3",
    "oews": "bls-oews/oews_may2025_national_and_state_cross_industry.csv",
    "soc": "crosswalks/soc2018_all.csv",
    "employers": "employers-sp500/constituents.csv",
}
SETS = (("esco", "onet"), ("seeds", "esco", "onet", "oews", "soc", "employers"))


def _import(data: Path, work: Path) -> dict[str, float]:
    """Seconds that each import took."""
    taken = {}
    for kind, place in DOWNLOADS.items():
        out = work / kind
        shutil.rmtree(out, ignore_errors=True)
        began = time.perf_counter()
        command = [sys.executable, "-m", "lotgraph.cli", "import", kind, str(data / place), "--out", str(out)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        taken[kind] = time.perf_counter() - began
    return taken


def _build(sources: list[Path], out: Path) -> dict[str, float]:
    """Seconds of each step of a build in a process of its own, its triples and its peak of memory in MB."""
    shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, "-m", "benchmarks.imports", "--build", str(out), *map(str, sources)]
    found: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return found


def _timed_build(out: Path, sources: list[Path]) -> dict[str, float]:
    steps: list[tuple[str, float]] = []
    published = build(
        Inputs.of(sources), out, Settings.load(None, {}, {}), lambda step: steps.append((step, time.perf_counter()))
    )
    steps.append(("end", time.perf_counter()))
    taken = {name: after - at for (name, at), (_, after) in pairwise(steps)}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {**taken, "triples": published.release.triples, "peak": peak}


def report(data: Path, work: Path) -> Iterator[str]:
    """The whole as Markdown, and a line to standard error when each build is done."""
    taken = _import(data, work)
    yield "# From downloads to a validated release"
    yield ""
    yield "`python -m benchmarks.imports --data DIR --work DIR`, two cores; seconds. Memory is the peak of the build."
    yield ""
    lines: list[str] = []
    dumps: list[Path] = []
    for names in SETS:
        found = _build([seeds_dir() if name == "seeds" else work / name for name in names], work / "publication")
        imports = sum(taken.get(name, 0) for name in names)
        steps = [found[step] for step in ("read", "map", "check", "dump", "load", "publish")]
        cells = [f"{int(found['triples']):,}", *(f"{each:.0f}" for each in (imports, *steps, imports + sum(steps)))]
        lines.append(f"| {', '.join(names)} | {' | '.join(cells)} | {found['peak'] / 1024:.1f} |")
        print(lines[-1], file=sys.stderr)
        dump = current_release(work / "publication") / "dumps" / "lotgraph.nq"
        dumps.append(dump.rename(work / f"{len(dumps)}.nq"))
    yield str(Origin.of("performance-imports.md", digest(dumps), None, "one run each"))
    yield ""
    yield "| sources | triples | import | read | map | check | dump | load | publish | together | memory, GB |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
    yield from lines
    shutil.rmtree(work / "publication")


def main() -> None:
    """Measure and print; with the hidden --build, one build in this process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--work", type=Path)
    parser.add_argument("--build", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("sources", type=Path, nargs="*", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.build:
        print(json.dumps(_timed_build(options.build, options.sources)))
        return
    options.work.mkdir(parents=True, exist_ok=True)
    print("\n".join(report(options.data, options.work)))


if __name__ == "__main__":
    main()
