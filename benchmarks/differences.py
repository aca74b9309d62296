"""How long the difference of two releases takes: the benchmark's dump beside a copy with drawn changes.

``measure`` gives the figures; ``python -m benchmarks.differences RELEASE`` prints them.
"""

from __future__ import annotations

import hashlib
import random
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from lotgraph.formats.frames import open_plain
from lotgraph.release import changelog
from lotgraph.release.differences import Counts, differences
from lotgraph.release.folder import DESCRIPTION, read_release

SEED = 4
_PERCENT = 100
_TRACED = 300_000


@dataclass(frozen=True)
class Figures:
    """Seconds for each way to tell the difference, what differed, and the most memory that telling took.

    ``megabytes`` is what Python's own allocations reached on the first of the entities, patch and tombstones
    included; it does not grow with the dumps.
    """

    triples: int
    counts: Counts
    entities: float
    patch: float
    json: float
    megabytes: float


def measure(release: Path, work: Path) -> Figures:
    """Compare a release with a changed copy of its dump, made in ``work``."""
    other = work / "changed"
    triples = _change(release, other)
    counts = Counts()
    about = read_release(release), read_release(other)
    figures = (
        _seconds(lambda: counts.of(differences(release, other))),
        _seconds(lambda: changelog.patch(differences(release, other), *about)),
        _seconds(lambda: changelog.json_lines(changelog.list_changes(release, other, Counts()), *about, Counts())),
    )
    tracemalloc.start()
    for _ in islice(changelog.patch(differences(release, other), *about), _TRACED):
        pass
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return Figures(triples, counts, *figures, most / 1_000_000)


def _seconds(told: Callable[[], Iterable[object]]) -> float:
    began = time.perf_counter()
    for _ in told():
        pass
    return time.perf_counter() - began


def _change(release: Path, other: Path) -> int:
    """Write a copy of the dump: of a hundred things one is gone, one new and one changed; gives its triples."""
    (other / "dumps").mkdir(parents=True, exist_ok=True)
    (other / DESCRIPTION).write_bytes((release / DESCRIPTION).read_bytes())
    with open_plain(release / "dumps" / "lotgraph.nq") as dump:
        lines = sorted(set(_changed(dump)))
    (other / "dumps" / "lotgraph.nq").write_bytes(b"".join(lines))
    return len(lines)


def _changed(lines: Iterable[bytes]) -> Iterator[bytes]:
    drawn = random.Random(SEED)
    last, share = b"", 0
    for line in lines:
        subject = line[: line.index(b" ")]
        if subject != last:
            last, share = subject, int.from_bytes(hashlib.sha256(subject).digest()[:4]) % _PERCENT
        if share == 0:
            continue
        if share == 1:
            yield subject[:-1] + b"-new" + line[len(subject) - 1 :]
        if share == 2 and b'"' in line and drawn.random() < 0.5:
            yield line.replace(b'"', b'"9', 1)
        else:
            yield line


def main() -> int:
    """Measure the release named on the command line."""
    with tempfile.TemporaryDirectory(prefix="lotgraph-") as work:
        found = measure(Path(sys.argv[1]), Path(work))
    print(f"{found.triples:,} triples; {changelog.summary(found.counts)}")
    print(f"entities {found.entities:.2f} s, RDF Patch {found.patch:.2f} s, JSON {found.json:.2f} s")
    print(f"memory {found.megabytes:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
