"""Time whole builds, from the files of the sources to a release that is served, and other tools beside them.

``python -m benchmarks.build --work DIR --scale 1 --scale 10`` builds synthetic sources (10 is 20 million triples),
``python -m benchmarks.build --work DIR SOURCE...`` those that are named, as one publication; ``--peers DIR`` measures
others in the same run, with the programs of an environment in which ``pip install morph-kgc pyrudof`` was done.
Prints Markdown.  The answers are checked: a release must verify, and its endpoint count the triples that it tells.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import pairwise
from pathlib import Path

from benchmarks import generate, peers
from benchmarks.client import Connection
from benchmarks.processes import Spent, run
from benchmarks.servers import load, lotgraph, running
from lotgraph.build.pipeline import STEPS, Inputs, build
from lotgraph.release.folder import current_release, read_release
from lotgraph.release.verification import verify
from lotgraph.settings import Settings

_COUNT = "SELECT (COUNT(*) AS ?count) { ?s ?p ?o }"
_HEAD = ("data", "triples", "wall s", "CPU s", "GB at most", "GB on disk", *STEPS, "first answer s")
_SMALL = 0.045
"""The scale that makes 0.1 million triples."""


def timed_build(out: Path, sources: Sequence[Path]) -> dict[str, float]:
    """Build in this process: the seconds of each step, and the triples."""
    steps: list[tuple[str, float]] = []
    settings = Settings.load(None, {}, {})
    published = build(Inputs.of(sources), out, settings, lambda step: steps.append((step, time.perf_counter())))
    steps.append(("end", time.perf_counter()))
    taken = {name: after - at for (name, at), (_, after) in pairwise(steps)}
    return {**taken, "triples": published.release.triples}


def build_apart(out: Path, sources: Sequence[Path]) -> tuple[dict[str, float], Spent]:
    """``timed_build`` in a process of its own, and what that took."""
    spent = run([sys.executable, "-m", "benchmarks.build", "--one", str(out), *map(str, sources)])
    found: dict[str, float] = json.loads(spent.output)
    return found, spent


def measured(name: str, sources: Sequence[Path], out: Path) -> str:
    """A line of the table.  Ends the program where the release or an answer is wrong."""
    shutil.rmtree(out, ignore_errors=True)
    steps, spent = build_apart(out, sources)
    triples = int(steps["triples"])
    answered = first_answer(out, triples)
    verified = verify(current_release(out))
    if verified.problems or verified.triples != triples:
        raise SystemExit("\n".join((f"{name}: {verified.triples} triples of {triples}", *verified.problems)))
    cells = (f"{spent.wall:.1f}", f"{spent.cpu:.1f}", f"{spent.peak / 1e9:.2f}", f"{size(out) / 1e9:.2f}")
    seconds = (f"{steps[step]:.1f}" for step in STEPS)
    return f"| {' | '.join((name, f'{triples:,}', *cells, *seconds, f'{answered:.1f}'))} |"


def first_answer(publication: Path, triples: int) -> float:
    """Seconds from the start of the server to its first answer, which must be right."""
    began = time.perf_counter()
    with running(lotgraph(publication, store_megabytes=0), "ASK {}") as server:
        seconds = time.perf_counter() - began
        with closing(Connection(server.endpoint, timeout=300)) as connection:
            body = connection.ask(_COUNT, keep=True).body
    counted = int(json.loads(body)["results"]["bindings"][0]["count"]["value"])
    if counted != triples:
        raise SystemExit(f"{publication}: the endpoint counts {counted} triples, not {triples}")
    return seconds


def size(folder: Path) -> int:
    """Bytes on disk; a file with several names counts once."""
    found = {(stat.st_dev, stat.st_ino): stat.st_blocks * 512 for stat in map(Path.lstat, folder.rglob("*"))}
    return sum(found.values())


def report(options: argparse.Namespace) -> Iterator[str]:
    """The tables, line by line."""
    work: Path = options.work
    work.mkdir(parents=True, exist_ok=True)
    sets: list[tuple[str, Sequence[Path]]] = [
        (f"generated, scale {scale:g}", generate.write(work / f"sources-{scale:g}", scale)) for scale in options.scale
    ]
    if options.sources:
        sets.append((", ".join(path.name for path in options.sources), options.sources))
    yield f"{load()} at the beginning"
    yield ""
    yield f"| {' | '.join(_HEAD)} |"
    yield f"| --- |{' ---: |' * (len(_HEAD) - 1)}"
    for number, (name, sources) in enumerate(sets):
        for _ in range(options.times):
            yield measured(name, sources, work / f"publication-{number}")
    if options.peers:
        small = work / "publication-small"
        shutil.rmtree(small, ignore_errors=True)
        build_apart(small, generate.write(work / "sources-small", _SMALL))
        yield from _beside(options.peers, work, sets[0][1], small)


def _beside(environment: Path, work: Path, sources: Sequence[Path], small: Path) -> Iterator[str]:
    whole = current_release(work / "publication-0")
    triples = read_release(whole).triples
    few = current_release(small)
    runs: list[tuple[str, int, Callable[[], Spent]]] = [
        ("pyoxigraph, load of the quads alone", triples, lambda: peers.load_quads(whole, work)),
        ("Morph-KGC, a triple a cell of the same files", 0, lambda: peers.map_cells(environment, sources, work)),
        ("pySHACL, our shapes", read_release(few).triples, lambda: peers.judge_by_pyshacl(few)),
        ("lotgraph, our shapes", read_release(few).triples, lambda: peers.judge_by_lotgraph(few)),
        ("lotgraph, our shapes", triples, lambda: peers.judge_by_lotgraph(whole)),
        ("rudof, our shapes", read_release(few).triples, lambda: peers.judge_by_rudof(environment, few, work)),
    ]
    yield ""
    yield "| beside it | triples | wall s | CPU s | GB at most | what it tells |"
    yield "| --- | ---: | ---: | ---: | ---: | --- |"
    for name, count, each in runs:
        try:
            spent = each()
        except peers.Absent as absent:
            yield f"| {name} | | | | | left out: {absent} |"
            continue
        told = spent.output.strip().splitlines()[-1] if spent.output.strip() else ""
        cells = (f"{count or int(told):,}", f"{spent.wall:.1f}", f"{spent.cpu:.1f}", f"{spent.peak / 1e9:.2f}", told)
        yield f"| {' | '.join((name, *cells))} |"


def main() -> None:
    """Measure and print; with the hidden --one, one build in this process."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--work", type=Path, default=Path("benchmark-build"), help="folder for what is built")
    parser.add_argument(
        "--scale", type=float, action="append", default=[], help="of synthetic sources; may be repeated"
    )
    parser.add_argument("--times", type=int, default=1, help="how often to build each (default: 1)")
    parser.add_argument("--peers", type=Path, metavar="DIR", help="environment with morph-kgc and pyrudof")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("sources", type=Path, nargs="*")
    options = parser.parse_args()
    if options.one:
        print(json.dumps(timed_build(options.one, options.sources)))
        return
    if not (options.scale or options.sources):
        parser.error("name sources or a --scale")
    for line in report(options):
        print(line, flush=True)


if __name__ == "__main__":
    main()
