"""How an evaluation can end, and what is raised for it."""

from __future__ import annotations

import signal
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from lotgraph.errors import (
    LotgraphError,
    NotAcceptable,
    QueryError,
    StoreError,
)
from lotgraph.evaluation.contract import (
    MIB,
    ClientGone,
    Limit,
    LimitReached,
)
from lotgraph.evaluation.worker import (
    FAILED,
    MALFORMED,
    NO_XML,
    OUT_OF_MEMORY,
    UNACCEPTABLE,
)
from lotgraph.formats import media

if TYPE_CHECKING:
    from lotgraph.evaluation.contract import Limits
    from lotgraph.evaluation.fork_server_client import WorkerClient

COMPLETE: Final = "complete"
GONE: Final = "gone"
CANCELLED: Final = "cancelled"
CLOSED: Final = "closed"

_EXIT: Final = 2.0
_OVERFLOWN: Final = (-signal.SIGSEGV, -signal.SIGBUS)
# What Rust, C++ and Oxigraph's RocksDB say when there is no memory.
_STARVED: Final = ("memory allocation of", "bad_alloc", "emory")


def ending_of(worker: WorkerClient, *, begun: bool) -> tuple[str, str]:
    """Why a worker ended while it was at work, in a word and in words; ``begun``: with an answer under way."""
    if not worker.server.is_lost():
        worker.exited.wait(_EXIT)
    status, text = worker.status, worker.read_stderr()
    if status == -signal.SIGALRM:
        return Limit.TIME.value, ""
    if status in _OVERFLOWN and not begun:
        return MALFORMED, "the query is nested too deeply, or repeats an operator too often"
    starved = status == -signal.SIGABRT and any(sign in text for sign in _STARVED)
    if starved or status in (OUT_OF_MEMORY, -signal.SIGKILL):
        return Limit.MEMORY.value, ""
    return FAILED, f"a worker ended ({status}) while it evaluated: {text}"


def error_of(reason: str, detail: str, limits: Limits) -> LotgraphError:
    """What is raised for an ending."""
    if reason in _REACHED:
        return LimitReached(Limit(reason), _REACHED[reason](limits))
    if reason == MALFORMED:
        return QueryError(detail)
    if reason == UNACCEPTABLE:
        kind = media.Kind[detail]
        types = ", ".join(each.media_type for each in media.of_kind(kind))
        return NotAcceptable(f"The answer to this query is {kind.value}; it can be sent as {types}.")
    if reason == NO_XML:
        return NotAcceptable(media.NO_XML)
    if reason == GONE:
        return ClientGone("the client went away, and its query was ended")
    return StoreError(detail or f"the evaluation was {reason}")


_REACHED: Final[Mapping[str, Callable[[Limits], str]]] = MappingProxyType(
    {
        "time": lambda limits: f"the query took longer than {limits.seconds:g} seconds and was ended",
        "memory": lambda limits: f"the query needed more memory than {limits.memory / MIB:,.0f} MiB and was ended",
        "rows": lambda limits: f"the answer has more than {limits.rows:,} rows; ask for fewer with LIMIT",
        "bytes": lambda limits: f"the answer is longer than {limits.bytes:,} bytes; ask for less with LIMIT",
        "delivery": lambda _: "the answer was not taken by the client in time, and its query was ended",
    }
)
