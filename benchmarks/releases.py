"""What a release takes: entities, differences, dumps beside each format alone and beside rdflib, as Markdown.

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
from contextlib import closing
from functools import partial
from itertools import cycle
from pathlib import Path

import rdflib

from benchmarks import differences, generate, publication
from benchmarks.client import Connection, hammer
from benchmarks.origin import Origin, digest
from benchmarks.servers import lotgraph, running
from lotgraph.formats.frames import open_plain
from lotgraph.formats.media import find_formats
from lotgraph.rdf.store.loading import open_release
from lotgraph.rdf.store.serialization import write_statements
from lotgraph.release.changelog import summary
from lotgraph.release.dumps import Content, Part, write_dumps
from lotgraph.release.folder import STORE, current_release, read_release
from lotgraph.schema.vocabulary import expand, prefixes

FORMATS = ("nquads", "ntriples", "turtle", "trig")


def dumps(folder: Path, small: Path, turns: int) -> Iterator[str]:
    """All dumps against those of each format alone."""
    del small
    release = read_release(current_release(folder))
    with tempfile.TemporaryDirectory(dir=folder) as work:
        data = _parts(current_release(folder), Path(work))
        quads = Path(work, "whole.nq")
        quads.write_bytes(_plain(current_release(folder) / "dumps" / "lotgraph.nq"))
        sets = [*((name,) for name in FORMATS), FORMATS]
        taken: dict[tuple[str, ...], list[float]] = {each: [] for each in sets}
        for _ in range(turns):
            for formats in sets:
                out = Path(work, "out")
                write = partial(write_dumps, out, Content(quads, tuple(data), ()), prefixes(release.base), formats)
                taken[formats].append(_timed(write))
                shutil.rmtree(out)
    least = min(statistics.median(taken[name,]) for name in FORMATS)
    yield f"## Dumps of {release.triples:,} triples"
    yield ""
    yield "Each format is the whole and a graph each, gzip and zstd. Median seconds."
    yield ""
    yield "| formats | seconds | times the fastest |"
    yield "|---|---:|---:|"
    for formats, seconds in taken.items():
        middle = statistics.median(seconds)
        yield f"| {', '.join(formats)} | {middle:.1f} | {middle / least:.1f} |"
    yield ""


def _plain(dump: Path) -> bytes:
    with open_plain(dump) as file:
        return file.read()


def turtle(folder: Path, small: Path, turns: int) -> Iterator[str]:
    """Turtle against rdflib's serialiser, the graph of which is parsed before."""
    del folder
    release = read_release(current_release(small))
    with tempfile.TemporaryDirectory(dir=small) as work:
        quads = Path(work, "whole.nq")
        quads.write_bytes(_plain(current_release(small) / "dumps" / "lotgraph.nq"))
        graph = rdflib.Graph()
        for prefix, namespace in prefixes(release.base).items():
            graph.bind(prefix, namespace)
        graph.parse(_plain(current_release(small) / "dumps" / "lotgraph.nt"), format="nt")
        out = Path(work, "out.ttl")
        ours, theirs = [], []
        for _ in range(turns):
            with out.open("wb") as file:
                ours.append(
                    _timed(lambda: write_statements(quads, file, find_formats("turtle")[0], prefixes(release.base)))
                )
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


def changes(folder: Path, small: Path, turns: int) -> Iterator[str]:
    """The difference of a release and a changed copy of it."""
    del small
    with tempfile.TemporaryDirectory(dir=folder) as work:
        found = [differences.measure(current_release(folder), Path(work)) for _ in range(turns)]
    yield f"## The difference of two releases of {found[0].triples:,} triples"
    yield ""
    yield f"Of a hundred things one is gone, one new, one changed: {summary(found[0].counts)}. Median seconds; Python's"
    yield f"own allocations reached {max(each.megabytes for each in found):.1f} MB."
    yield ""
    yield "| told as | seconds |"
    yield "|---|---:|"
    for name, seconds in (
        ("entities", [each.entities for each in found]),
        ("RDF Patch", [each.patch for each in found]),
        ("JSON", [each.json for each in found]),
    ):
        yield f"| {name} | {statistics.median(seconds):.1f} |"
    yield ""


def entities(folder: Path, small: Path, turns: int) -> Iterator[str]:
    """Occupations and skills in Turtle over HTTP, asked for the first time and again."""
    del small
    opened = open_release(current_release(folder) / STORE)
    base = read_release(current_release(folder)).base
    iris = [iri for kind in ("Occupation", "Skill") for iri in opened.instances(expand(f"lg:{kind}"), _ENTITIES)]
    with running(lotgraph(folder), "ASK {}") as server:
        asked = [server.endpoint.get(f"/doc/{iri.removeprefix(base + 'id/')}", "text/turtle") for iri in iris]
        with closing(Connection(server.endpoint)) as connection:
            first = [connection.send(request) for request in asked]
            again = [connection.send(request) for _ in range(turns) for request in asked]
        rate, failed = hammer(server.endpoint, cycle(asked), _SECONDS, _CONNECTIONS)
    yield f"## {len(iris)} entities in Turtle"
    yield ""
    yield f"Milliseconds; then answers a second of the same over {_CONNECTIONS} connections ({failed} failed)."
    yield ""
    yield "| | median | p99 |"
    yield "|---|---:|---:|"
    for name, replies in (("first", first), ("again", again)):
        times = sorted(1000 * reply.seconds for reply in replies if reply.status == 200)
        yield f"| {name} | {statistics.median(times):.2f} | {times[int(0.99 * len(times))]:.2f} |"
    yield ""
    yield f"{rate:,.0f} answers a second."
    yield ""


PARTS: tuple[Callable[[Path, Path, int], Iterator[str]], ...] = (entities, changes, dumps, turtle)

_ENTITIES = 200
_SECONDS = 4.0
_CONNECTIONS = 4


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
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the page here (default: standard output)")
    options = parser.parse_args()
    full, small, sample = (
        publication.publish(options.work / f"scale-{scale:g}", scale)
        for scale in (options.scale, options.small, publication.SAMPLE)
    )
    parameters = f"scale {options.scale:g}, small {options.small:g}, seed {generate.SEED}, turns {options.turns}"
    data = (full.quads_file, small.quads_file)
    lines = [*_HEAD, str(Origin.of("performance-releases.md", digest(data), sample, parameters)), ""]
    for part in PARTS:
        lines += part(full.folder, small.folder, options.turns)
    page = "\n".join(lines).rstrip() + "\n"
    if options.out:
        options.out.write_text(page, "utf-8")
    else:
        print(page)


_HEAD = (
    "# Performance of releases",
    "",
    "Made by this command, which anyone can run; nothing in it is checked against a limit:",
    "",
    "```console",
    "$ python -m benchmarks.releases --out docs/performance-releases.md",
    "```",
    "",
    "Two cores, synthetic data as in [performance.md](performance.md). Trust the ratios, not single figures.",
    "",
)


if __name__ == "__main__":
    main()
