"""What is asked of an evaluation and what it tells: values, limits, the ways it can end.

``Engine`` and ``QueryExecution`` are what the web knows; the pool of this machine is one engine, a remote
SPARQL server can be another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from lotgraph.errors import LotgraphError
from lotgraph.formats.frames import plain_size
from lotgraph.formats.media import Format, Kind
from lotgraph.rdf.terms import Dataset

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB

PREFETCH = MIB
"""Bytes of an answer that are waited for before its status is said."""


class Limit(Enum):
    """What can end an evaluation; each value is the name that clients see."""

    TIME = "time"
    MEMORY = "memory"
    ROWS = "rows"
    BYTES = "bytes"
    DELIVERY = "delivery"


@dataclass(frozen=True)
class Limits:
    """How much one query may take.

    ``seconds`` is the wall clock while the query is worked on; ``memory``, in bytes, what the worker takes
    beyond the data that it was born with.  ``rows`` counts solutions, or triples where the format has one
    a line.  A client that takes nothing for ``stall`` seconds, or keeps the answer waiting for ``delivery``
    seconds altogether, is left.
    """

    seconds: float = 30.0
    memory: int = 2 * GIB
    rows: int = 1_000_000
    bytes: int = GIB
    query_bytes: int = MIB
    stall: float = 30.0
    delivery: float = 300.0


@dataclass(frozen=True)
class ReleaseFiles:
    """The files of the release that is asked, and what its queries are read with.

    ``data`` are the N-Quads of the data graphs; ``beside`` the other graphs, each its IRI and its dump;
    ``services`` the hosts that a query may call, for which its worker keeps the network.
    """

    store: Path
    data: tuple[Path, ...] = ()
    beside: tuple[tuple[str, Path], ...] = ()
    base: str | None = None
    prefixes: tuple[tuple[str, str], ...] = ()
    services: tuple[str, ...] = ()

    def size(self) -> int:
        """Bytes of the files that would be loaded into memory."""
        return sum(plain_size(path) for path in (*self.data, *(path for _, path in self.beside)))


@dataclass(frozen=True)
class PoolLimits:
    """How many queries are evaluated at a time, and with what.

    ``min_idle`` workers are ready when nothing is asked.  A query waits up to ``queue_timeout`` seconds for a
    worker.  A release is loaded into memory where ``COPIES`` of it, its files times
    ``GROWTH``, are within ``memory`` in bytes; there are as many workers in memory as copies fit.
    ``max_batches`` batches are evaluated beside these queries, in workers of their own, each within
    ``batch_seconds``; so many queries at a time are begun a second time, on a worker of the other kind
    (``max_second_starts``; None: as many as there are cores).
    """

    max_workers: int = 16
    min_idle: int = 4
    queue_timeout: float = 1.0
    memory: int = 4 * GIB
    max_batches: int = 4
    batch_seconds: float = 10.0
    max_second_starts: int | None = None


@dataclass(frozen=True)
class PoolStatus:
    """How an evaluator is doing.  ``loading``: it answers from disk until the release is in memory."""

    ready: bool
    in_memory: bool
    loading: bool
    busy: int
    idle: int
    memory_enforced_by: str
    network_closed: bool
    pids: tuple[int, ...]


@dataclass(frozen=True)
class Request:
    """One query.  ``results`` and ``graph`` name the format for either kind of answer; empty: none will do."""

    query: str
    dataset: Dataset = field(default_factory=Dataset)
    results: str = "json"
    graph: str = "turtle"
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class Head:
    """What is known of an answer before it is read."""

    kind: Kind
    form: Format


@dataclass(frozen=True)
class Stats:
    """What an answer took.  ``rows`` is None where the format does not show them."""

    rows: int | None
    bytes: int
    seconds: float


class LimitReached(LotgraphError):
    """A query reached a limit and was ended; ``limit`` says which."""

    def __init__(self, limit: Limit, message: str) -> None:
        self.limit = limit
        super().__init__(message)


class Busy(LotgraphError):
    """There is no place for another query; try again after so many seconds."""

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__("as many queries as are evaluated at a time are being evaluated; try again later")


class ClientGone(LotgraphError):
    """The client left before its answer was whole; the query was ended."""


class Client(Protocol):
    """Who waits for an answer.  Any thread may ask; neither method waits for anything."""

    def is_gone(self) -> bool:
        """Whether the connection has ended, so that nobody will take the answer."""
        ...

    def disconnect(self) -> None:
        """End the connection, so that a thread that sends into it is held no longer."""
        ...


class QueryExecution(Protocol):
    """One evaluation under way.  Close it, whatever happens: that ends what still runs."""

    @property
    def head(self) -> Head:
        """What the answer is; known once ``prefetch`` or the first piece came back."""
        ...

    @property
    def complete(self) -> bool:
        """Whether everything has been read, to an end that is right."""
        ...

    @property
    def stats(self) -> Stats | None:
        """What it took, once complete."""
        ...

    @property
    def ended(self) -> str:
        """How it ended, in one word for the log; empty while it runs."""
        ...

    def prefetch(self, size: int = PREFETCH) -> bytes:
        """The beginning of the answer, the whole if it is shorter; raises what went wrong until there."""
        ...

    def __iter__(self) -> Iterator[bytes]:
        """The rest, piece by piece; raises where it breaks off."""
        ...

    def cancel(self) -> None:
        """End it now."""
        ...

    def close(self) -> None:
        """End it if it still runs, and give its place free."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Engine(Protocol):
    """What evaluates queries.

    ``evaluate`` raises Busy, PayloadTooLarge or QueryError at once; the answer raises these and
    LimitReached, NotAcceptable, ClientGone and StoreError while it is read.
    """

    def evaluate(self, request: Request, client: Client | None = None) -> QueryExecution:
        """Begin; the query ends when the ``client`` is gone."""
        ...

    def evaluate_batch(self, requests: Sequence[Request]) -> tuple[bytes, ...]:
        """The whole answers, in the order of the requests: those of one page, from places of their own.

        Raises what the first query that fails raises, and gives no part.
        """
        ...

    def close(self, grace: float = 0.0) -> None:
        """Take no more, let running ones end for so many seconds, and end the rest."""
        ...
