"""How fast and how well the reconciliation service answers, as Markdown.

``python -m benchmarks.reconciliation PUBLICATION`` asks a server of that publication for names that its index holds,
as they are, with a letter left out of each longer word, and with their words in another order.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.client import Connection
from benchmarks.origin import Origin, digest
from benchmarks.servers import Server, lotgraph, running
from lotgraph.linking.reconciliation.building import INDEX, write_index
from lotgraph.release.folder import STORE, current_release, read_release

BATCH = 100
_NAMES = (
    "select distinct label, iri from names join things on things.id = thing"
    " where type is not null and kind in (0, 2, 3) order by label, iri"
)


def misspelt(name: str, chance: random.Random) -> str:
    """The name without one letter of each word of more than four."""

    def cut(word: str) -> str:
        place = chance.randrange(len(word))
        return word[:place] + word[place + 1 :] if len(word) > 4 else word

    return " ".join(map(cut, name.split()))


def shuffled(name: str, chance: random.Random) -> str:
    """The name with its words in another order."""
    words = name.split()
    chance.shuffle(words)
    return " ".join(words)


def posted(server: Server, batch: dict[str, Any]) -> bytes:
    """The request that OpenRefine makes of a batch."""
    body = urlencode({"queries": json.dumps(batch)}).encode()
    head = (
        "POST /reconcile HTTP/1.1",
        f"Host: 127.0.0.1:{server.endpoint.port}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
    )
    return ("\r\n".join(head) + "\r\n\r\n").encode() + body


def measured(
    server: Server, names: Sequence[tuple[str, str]], ask: Callable[[str, random.Random], str], turns: int
) -> tuple[list[float], int, int]:
    """Seconds of each batch, and how often the thing was the first, or one of ten."""
    seconds, first, ten = [], 0, 0
    with closing(Connection(server.endpoint)) as connection:
        for turn in range(turns):
            chance = random.Random(turn)
            chosen = chance.sample(names, BATCH)
            batch = {f"q{n}": {"query": ask(name, chance)} for n, (name, _) in enumerate(chosen)}
            reply = connection.send(posted(server, batch), keep=True)
            if reply.status != 200:
                raise SystemExit(f"the server answered {reply.status}")
            seconds.append(reply.seconds)
            for (_, iri), answer in zip(chosen, json.loads(reply.body).values(), strict=True):
                found = [each["id"] for each in answer["result"]]
                first += found[:1] == [iri]
                ten += iri in found
    return seconds, first, ten


def report(publication: Path, turns: int) -> Iterator[str]:
    """The page, line by line."""
    release = current_release(publication)
    about = read_release(release)
    index = release / STORE / INDEX
    with closing(sqlite3.connect(index)) as connection:
        names = connection.execute(_NAMES).fetchall()
        things = connection.execute("select count(*) from things where type is not null").fetchone()[0]
    data = digest([release / "dumps" / "lotgraph.nq"])
    origin = Origin.of("performance-reconciliation.md", data, None, f"turns {turns}")
    with tempfile.TemporaryDirectory() as work:
        start = time.perf_counter()
        write_index(Path(work, INDEX), release / "dumps" / "lotgraph.nq", about.imprint.language)
        taken = time.perf_counter() - start
    yield "# Performance of reconciliation\n"
    yield "Made by this command, which anyone can run; nothing in it is checked against a limit:\n"
    yield "```console\n$ python -m benchmarks.reconciliation PUBLICATION > docs/performance-reconciliation.md\n```\n"
    yield f"{origin}\n"
    yield f"Sources: {', '.join(source.title for source in about.sources if source.kind == 'table')}."
    yield f"{about.triples:,} triples, {things:,} things with {len(names):,} labels and titles.\n"
    yield f"The index is {index.stat().st_size / 1e6:.0f} MB, and is made in {taken:.1f} s.\n"
    yield f"Batches of {BATCH} queries over HTTP, {turns} of each kind; and how often they find the thing meant."
    yield "A name that several things have cannot always find the one that was drawn.\n"
    yield "| names | median s | longest s | first | among ten |\n|---|---:|---:|---:|---:|"
    kinds: tuple[tuple[str, Callable[[str, random.Random], str]], ...] = (
        ("as they are", lambda name, _: name),
        ("misspelt, a letter less in each longer word", misspelt),
        ("words in another order", shuffled),
    )
    with running(lotgraph(publication), "ASK {}") as server:
        for name, ask in kinds:
            seconds, first, ten = measured(server, names, ask, turns)
            total = turns * BATCH
            yield (
                f"| {name} | {statistics.median(seconds):.2f} | {max(seconds):.2f} "
                f"| {first / total:.3f} | {ten / total:.3f} |"
            )


def main() -> None:
    """Measure, and print the page."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("publication", type=Path, metavar="PUBLICATION")
    parser.add_argument("--turns", type=int, default=10)
    options = parser.parse_args()
    for line in report(options.publication, options.turns):
        print(line, flush=True)


if __name__ == "__main__":
    main()
