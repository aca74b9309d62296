"""From the downloads of others to a validated release, step by step, as Markdown.

``python -m benchmarks.imports --data DIR --work DIR`` reads the folders ``esco-v1.1.1``, ``onet-29.3``,
``bls-oews``, ``crosswalks`` and ``employers-sp500`` of DIR, and prints.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.build import build_apart
from benchmarks.origin import Origin, digest
from lotgraph.build.pipeline import STEPS
from lotgraph.release.folder import current_release
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
        shutil.rmtree(work / "publication", ignore_errors=True)
        sources = [seeds_dir() if name == "seeds" else work / name for name in names]
        found, spent = build_apart(work / "publication", sources)
        imports = sum(taken.get(name, 0) for name in names)
        steps = [found[step] for step in STEPS]
        cells = [f"{int(found['triples']):,}", *(f"{each:.0f}" for each in (imports, *steps, imports + sum(steps)))]
        lines.append(f"| {', '.join(names)} | {' | '.join(cells)} | {spent.peak / 2**30:.1f} |")
        print(lines[-1], file=sys.stderr)
        dump = current_release(work / "publication") / "dumps" / "lotgraph.nq.zst"
        dumps.append(dump.rename(work / f"{len(dumps)}.nq.zst"))
    yield str(Origin.of("performance-imports.md", digest(dumps), None, "one run each"))
    yield ""
    yield "| sources | triples | import | read | map | check | dump | load | publish | together | memory, GB |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
    yield from lines
    shutil.rmtree(work / "publication")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    print("\n".join(report(options.data, options.work)))


if __name__ == "__main__":
    main()
