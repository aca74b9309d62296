"""How fast pages come that were never asked for, how fast they come again, and /fit, as Markdown.

``python -m benchmarks.pages PUBLICATION`` draws 1,000 occupations by a fixed seed and asks a server for the page of
each over HTTP, twice; then for the lists of /browse and the first thing of each list, which are the widest pages; then
/fit for 500 draws of 3, 5 or 10 skills of an occupation.  CPU is that of all processes of the server, and what to look
at on a machine that does other work too.  With ``--write FILE`` the tables go into that page, between its marks.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import quote, unquote, urlencode

from benchmarks import marks
from benchmarks.client import Connection, Reply
from benchmarks.servers import Server, cpu_seconds, load, lotgraph, running
from lotgraph.rdf.store.loading import open_release
from lotgraph.release.folder import STORE, current_release, read_release
from lotgraph.release.skill_lists import read_skill_lists
from lotgraph.schema.vocabulary import expand
from lotgraph.web.views.browse import LISTS

SEED = 2026
OCCUPATIONS = 1000
DRAWS = 500
SIZES = (3, 5, 10)
_CACHE = 512 * 1024 * 1024
WARM_UP = 20
"""Pages asked for before any is measured: templates are compiled once, and what a server reads ahead is read."""


@dataclass
class Times:
    """Seconds from the request to the end of the answer, and of CPU in the server, of one kind of request."""

    seconds: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def cells(self) -> str:
        """Median, 95th and 99th percentile and longest in milliseconds; of CPU the median and the 99th."""
        wall = [statistics.median(self.seconds), *(percentile(self.seconds, part) for part in (95, 99, 100))]
        cpu = [statistics.median(self.cpu), percentile(self.cpu, 99)]
        return " | ".join(f"{each * 1e3:.1f}" for each in (*wall, *cpu))


def percentile(values: Sequence[float], part: int) -> float:
    """The value that so many of a hundred do not exceed."""
    return sorted(values)[max(0, -(-len(values) * part // 100) - 1)]


def fetch(connection: Connection, server: Server, path: str) -> Reply:
    """The page at a path, as a browser asks for it."""
    head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.endpoint.port}\r\nAccept: text/html\r\n\r\n"
    reply = connection.send(head.encode(), keep=True)
    if reply.status != 200:
        raise SystemExit(f"the server answered {reply.status} to {path}")
    return reply


def ask(server: Server, paths: Sequence[str]) -> Times:
    """Ask for each page once, one after another."""
    times = Times()
    with closing(Connection(server.endpoint)) as connection:
        for path in paths:
            before = cpu_seconds(server.process)
            times.seconds.append(fetch(connection, server, path).seconds)
            times.cpu.append(max(0.0, cpu_seconds(server.process) - before))
    return times


def path_of(base: str, iri: str) -> str:
    """Where the page of a thing is."""
    own = f"{base}id/"
    return f"/doc/{iri.removeprefix(own)}" if iri.startswith(own) else f"/describe?iri={quote(iri, safe='')}"


def widest(server: Server, name: str) -> str:
    """The page of the first thing of a list of /browse."""
    with closing(Connection(server.endpoint)) as connection:
        page = fetch(connection, server, f"/browse/{name}").body.decode()
    found = re.search(r'<tbody>.*?<a href="([^"]*)"', page, re.DOTALL)
    if found is None:
        raise SystemExit(f"/browse/{name} names nothing")
    return unescape(found[1])


def draws(release: Path, base: str) -> list[str]:
    """Addresses of /fit, each with skills of one occupation."""
    chance = random.Random(SEED)
    lists = read_skill_lists(release, base).lists
    found: list[str] = []
    while len(found) < DRAWS:
        size = SIZES[len(found) % len(SIZES)]
        skills = [part.skill for part in lists.skills(chance.choice(lists.occupations))]
        if len(skills) >= size:
            drawn = chance.sample(sorted(skills), size)
            names = (unquote(each.removeprefix(f"{base}id/skill/")) for each in drawn)
            found.append(f"/fit?{urlencode([('skill', name) for name in names])}")
    return found


def report(publication: Path) -> Iterator[str]:
    """The tables, line by line."""
    release = current_release(publication)
    about = read_release(release)
    occupations = sorted(open_release(release / STORE).each_instance(expand("lg:Occupation")))
    chosen = random.Random(SEED).sample(occupations, min(OCCUPATIONS, len(occupations)))
    others = random.Random(SEED + 1).sample(sorted({*occupations} - {*chosen}) or occupations, WARM_UP)
    paths, warm_up = ([path_of(about.base, each) for each in some] for some in (chosen, others))
    # As a server by default has it of millions of triples: the store is read from the disk.
    with running(lotgraph(publication, store_megabytes=0, cache_bytes=_CACHE), "ASK {}") as server:
        ask(server, [*warm_up, "/browse/skills?page=2"])
        rows = {
            f"{len(paths):,} occupations, first": ask(server, paths),
            "the same, again": ask(server, paths),
        }
        for name in LISTS:
            rows[f"`/browse/{name}`, first"] = ask(server, [f"/browse/{name}"])
            rows[f"the page of what stands first in it, `{widest(server, name)}`"] = ask(server, [widest(server, name)])
        rows[f"`/fit`, {DRAWS} draws"] = ask(server, draws(release, about.base))
    yield f"{about.triples:,} triples of {len(about.sources)} sources, the store on disk;"
    yield f"{load()}."
    yield "Milliseconds until the answer was whole over HTTP, and of CPU in all processes of the server:\n"
    yield "| | median | p95 | p99 | longest | CPU median | CPU p99 |\n|---|---:|---:|---:|---:|---:|---:|"
    for name, times in rows.items():
        yield f"| {name} | {times.cells()} |"
    yield ""


def main() -> None:
    """Measure, and print or write the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("publication", type=Path, metavar="PUBLICATION")
    parser.add_argument("--write", type=Path, metavar="FILE", help="the page that the tables are put into")
    options = parser.parse_args()
    lines = list(report(options.publication))
    if options.write:
        marks.write(options.write, "pages", lines)
    else:
        print("\n".join(lines))


if __name__ == "__main__":
    main()
