"""What a release takes: the time of its dumps, beside each format alone and beside rdflib, as Markdown.

``python -m benchmarks.releases --work DIR`` makes the synthetic publication there, unless it is there, and prints.
Each part is a function that gives lines of Markdown; another one is added to ``PARTS``.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import rdflib

from benchmarks import publication
from lotgraph.media import named
from lotgraph.release.dumps import Part, write_dumps
from lotgraph.release.folder import current_release, read_release
from lotgraph.store import write_statements
from lotgraph.vocabulary import prefixes

FORMATS = ("nquads", "ntriples", "turtle", "trig")


def dumps(folder: Path, small: Path, turns: int) -> Iterator[str]:
    """All dumps against those of each format alone."""
    del small
    release = read_release(current_release(folder))
    with tempfile.TemporaryDirectory(dir=folder) as work:
        data = _parts(current_release(folder), Path(work))
        quads = current_release(folder) / "dumps" / "lotgraph.nq"
        sets = [*((name,) for name in FORMATS), FORMATS]
        taken: dict[tuple[str, ...], list[float]] = {each: [] for each in sets}
        for _ in range(turns):
            for formats in sets:
                out = Path(work, "out")
                write = partial(write_dumps, out, quads, data, (), prefixes(release.base), formats)
                taken[formats].append(_timed(write))
                shutil.rmtree(out)
    least = min(statistics.median(taken[name,]) for name in FORMATS)
    yield f"## Dumps of {release.triples:,} triples"
    yield ""
    yield "Each format is the whole and a graph each, plain, gzip and zstd. Median seconds."
    yield ""
    yield "| formats | seconds | times the fastest |"
    yield "|---|---:|---:|"
    for formats, seconds in taken.items():
        middle = statistics.median(seconds)
        yield f"| {', '.join(formats)} | {middle:.1f} | {middle / least:.1f} |"
    yield ""


def turtle(folder: Path, small: Path, turns: int) -> Iterator[str]:
    """Turtle against rdflib's serialiser, the graph of which is parsed before."""
    del folder
    release = read_release(current_release(small))
    with tempfile.TemporaryDirectory(dir=small) as work:
        quads = current_release(small) / "dumps" / "lotgraph.nq"
        graph = rdflib.Graph()
        for prefix, namespace in prefixes(release.base).items():
            graph.bind(prefix, namespace)
        graph.parse(small / "data.nt")
        out = Path(work, "out.ttl")
        ours, theirs = [], []
        for _ in range(turns):
            with out.open("wb") as file:
                ours.append(_timed(lambda: write_statements(quads, file, named("turtle")[0], prefixes(release.base))))
            theirs.append(_timed(lambda: graph.serialize(out, format="turtle")))
    mine, other = statistics.median(ours), statistics.median(theirs)
    yield f"## Turtle of {release.triples:,} triples"
    yield ""
    yield "Ours is read from N-Quads and written; rdflib's is written from a graph in memory. Median seconds."
    yield ""
    yield "| | seconds |"
    yield "|---|---:|"
    yield f"| lotgraph | {mine:.2f} |"
    yield f"| rdflib {rdflib.__version__} | {other:.2f} |"
    yield f"| ratio | {other / mine:.1f} |"
    yield ""


PARTS: tuple[Callable[[Path, Path, int], Iterator[str]], ...] = (dumps, turtle)


def _parts(release: Path, work: Path) -> list[Part]:
    """The data graphs of a release, each as the sorted N-Quads that it is dumped from."""
    graphs = {graph.iri.encode(): graph for graph in read_release(release).graphs}
    files = {iri: (work / f"{number}.nq").open("wb") for number, iri in enumerate(graphs)}
    try:
        with (release / "dumps" / "lotgraph.nq").open("rb") as lines:
            for line in lines:
                files[line.rsplit(b" ", 2)[1][1:-1]].write(line)
    finally:
        for file in files.values():
            file.close()
    return [Part(graph, Path(files[iri].name)) for iri, graph in graphs.items()]


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.releases")
    parser.add_argument("--work", type=Path, default=Path("benchmark"), help="where the publications are made or found")
    parser.add_argument("--scale", type=float, default=1.0, help="1 is two million triples (default)")
    parser.add_argument("--small", type=float, default=0.05, help="scale of what rdflib is measured on (default: 0.05)")
    parser.add_argument("--turns", type=int, default=3)
    options = parser.parse_args()
    folder, small = (
        publication.publish(options.work / f"scale-{scale:g}", scale).folder for scale in (options.scale, options.small)
    )
    for part in PARTS:
        print("\n".join(part(folder, small, options.turns)))


if __name__ == "__main__":
    main()
