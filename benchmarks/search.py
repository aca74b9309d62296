"""How well and how fast a release is searched, as Markdown; ends with 1 where it is worse than promised.

``python -m benchmarks.search PUBLICATION`` draws 500 labels that one thing alone has (however they are written) from
the index of the current release, by a fixed seed, and asks a server for each over HTTP: as it is, with one letter left
out, doubled or changed for the next, and by its first word.  Suggestions are asked for as if each label was typed.
With ``--write FILE`` the tables go into that page, between its marks.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from benchmarks import marks
from benchmarks.client import Connection
from benchmarks.servers import Server, load, lotgraph, running
from lotgraph.linking.reconciliation.building import INDEX
from lotgraph.linking.reconciliation.index import open_label_index
from lotgraph.linking.reconciliation.search import Narrowed, search, suggest
from lotgraph.release.folder import STORE, current_release, read_release

LABELS = 500
TYPED = 12
"""Letters of a label that are typed, one after another."""
TEN = 10
FIRST = 0.98
AMONG_TEN = 0.97
SEARCH_SECONDS = 0.050
SUGGEST_SECONDS = 0.020
"""The time within which 95 of 100 answers come."""

_LABELS = (
    "select min(label), min(iri) from names join things on things.id = thing where things.kind is not null"
    " and not retired group by text having count(distinct thing) = 1 and max(names.kind in (0, 2, 3)) order by 2, 1"
)
"""A label that one thing alone has, in one line a text: however it is written, no other thing has it."""


@dataclass
class Outcome:
    """Labels asked for, how often the thing was first or one of ten, and the seconds of each answer."""

    asked: int
    first: int
    ten: int
    seconds: list[float]


def dropped(label: str, chance: random.Random) -> str:
    """The label without one of its letters."""
    place = chance.randrange(len(label))
    return label[:place] + label[place + 1 :]


def doubled(label: str, chance: random.Random) -> str:
    """The label with one of its letters twice."""
    place = chance.randrange(len(label))
    return label[:place] + label[place] + label[place:]


def swapped(label: str, chance: random.Random) -> str:
    """The label with one of its letters and the next in the other's place."""
    place = chance.randrange(max(1, len(label) - 1))
    return label[:place] + label[place + 1 : place + 2] + label[place : place + 1] + label[place + 2 :]


KINDS: tuple[tuple[str, Callable[[str, random.Random], str]], ...] = (
    ("as they are", lambda label, _: label),
    ("a letter dropped", dropped),
    ("a letter doubled", doubled),
    ("two letters swapped", swapped),
    ("the first word", lambda label, _: label.split()[0]),
)


def sample(index: Path) -> list[tuple[str, str]]:
    """The labels and IRIs that are asked for."""
    with closing(sqlite3.connect(index)) as connection:
        labels = connection.execute(_LABELS).fetchall()
    return random.Random(0).sample(labels, min(LABELS, len(labels)))


def get(connection: Connection, server: Server, path: str) -> tuple[float, Any]:
    """Seconds and JSON of an answer."""
    head = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.endpoint.port}\r\nAccept: application/json\r\n\r\n"
    reply = connection.send(head.encode(), keep=True)
    if reply.status != 200:
        raise SystemExit(f"the server answered {reply.status} to {path}")
    return reply.seconds, json.loads(reply.body)


def searched(server: Server, labels: Sequence[tuple[str, str]], ask: Callable[[str, random.Random], str]) -> Outcome:
    """What one kind of asking finds."""
    outcome, chance = Outcome(len(labels), 0, 0, []), random.Random(1)
    with closing(Connection(server.endpoint)) as connection:
        for label, iri in labels:
            seconds, said = get(connection, server, f"/search?q={quote(ask(label, chance)[:200])}")
            found = [each["iri"] for each in said["results"][:TEN]]
            outcome.seconds.append(seconds)
            outcome.first += found[:1] == [iri]
            outcome.ten += iri in found
    return outcome


def beginnings(labels: Sequence[tuple[str, str]]) -> list[str]:
    """Labels as they are typed, letter by letter."""
    return sorted({label[:length] for label, _ in labels for length in range(1, min(len(label), TYPED) + 1)})


def typed(server: Server, labels: Sequence[tuple[str, str]]) -> list[float]:
    """Seconds of the suggestions to each beginning of the labels."""
    with closing(Connection(server.endpoint)) as connection:
        return [get(connection, server, f"/suggest?q={quote(each)}")[0] for each in beginnings(labels)]


def cpu(index: Path, labels: Sequence[tuple[str, str]]) -> tuple[list[float], list[float]]:
    """CPU seconds of each search with a letter dropped, and of each suggestion, in this process, without HTTP."""
    chance = random.Random(1)

    def measured(ask: Callable[[], object]) -> float:
        start = time.process_time()
        ask()
        return time.process_time() - start

    def searches(text: str) -> Callable[[], object]:
        def ask() -> object:
            with open_label_index(index) as each:
                return search(each, text, Narrowed())

        return ask

    def suggests(text: str) -> Callable[[], object]:
        def ask() -> object:
            with open_label_index(index) as each:
                return suggest(each, text, TEN)

        return ask

    found = [measured(searches(dropped(label, chance))) for label, _ in labels]
    return found, [measured(suggests(text)) for text in beginnings(labels)]


def times(seconds: Sequence[float]) -> str:
    """Median, 95th percentile and longest in milliseconds, as cells."""
    return f"{statistics.median(seconds) * 1e3:.1f} | {_p95(seconds) * 1e3:.1f} | {max(seconds) * 1e3:.1f} |"


def _p95(seconds: Sequence[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.95)]


def report(publication: Path, broken: list[str]) -> Iterator[str]:
    """The tables, line by line; what is worse than promised is added to ``broken``."""
    release = current_release(publication)
    about, index = read_release(release), release / STORE / INDEX
    labels = sample(index)
    yield f"Sources: {', '.join(source.title for source in about.sources if source.kind == 'table')}."
    yield f"{about.triples:,} triples; an index of {index.stat().st_size / 1e6:.0f} MB; {load()}.\n"
    yield f"{len(labels)} labels that one thing alone has, asked for over HTTP, no answer kept from before.\n"
    yield "| labels | first | among ten | median ms | p95 ms | longest ms |\n|---|---:|---:|---:|---:|---:|"
    # Search asks the index alone: nothing has to be in memory.
    with running(lotgraph(publication, store_megabytes=0), "ASK {}") as server:
        for name, ask in KINDS:
            got = searched(server, labels, ask)
            first, ten = got.first / got.asked, got.ten / got.asked
            yield f"| {name} | {first:.3f} | {ten:.3f} | {times(got.seconds)}"
            broken += [f"{name}: first {first:.3f}"] if name == KINDS[0][0] and first < FIRST else []
            broken += [f"{name}: among ten {ten:.3f}"] if name != KINDS[-1][0] and ten < AMONG_TEN else []
            broken += [f"{name}: p95 {_p95(got.seconds):.3f} s"] if _p95(got.seconds) > SEARCH_SECONDS else []
        suggestions = typed(server, labels)
    broken += [f"suggestions: p95 {_p95(suggestions):.3f} s"] if _p95(suggestions) > SUGGEST_SECONDS else []
    searches, begun = cpu(index, labels)
    yield f"\n{len(suggestions):,} beginnings of the labels, up to {TYPED} letters; and the CPU time without HTTP.\n"
    yield "| | median ms | p95 ms | longest ms |\n|---|---:|---:|---:|"
    yield f"| suggestions over HTTP | {times(suggestions)}"
    yield f"| CPU of a suggestion | {times(begun)}"
    yield f"| CPU of a search, a letter dropped | {times(searches)}"
    yield f"\nPromised: {FIRST:.0%} first as they are, {AMONG_TEN:.0%} among ten with a letter wrong, a p95 of"
    yield f"{SEARCH_SECONDS * 1e3:.0f} ms for a search and {SUGGEST_SECONDS * 1e3:.0f} ms for suggestions: " + (
        f"not kept ({'; '.join(broken)})." if broken else "kept."
    )


def main() -> None:
    """Measure, and print or write the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("publication", type=Path, metavar="PUBLICATION")
    parser.add_argument("--write", type=Path, metavar="FILE", help="the page that the tables are put into")
    options = parser.parse_args()
    broken: list[str] = []
    lines = list(report(options.publication, broken))
    if options.write:
        marks.write(options.write, "search", [*lines, ""])
    else:
        print("\n".join(lines))
    sys.exit(bool(broken))


if __name__ == "__main__":
    main()
