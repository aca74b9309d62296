"""The evaluation of queries in worker processes that can be killed.

::

    web process, many threads                      two fork servers                workers
    Evaluator.evaluate() -> Execution  -- query ------------------------------>    Oxigraph
                                       <----------------------- head, data, end -- a query at a time
    PoolSupervisor      -- fork, kill, renice -->  the release in memory --fork--> with a copy of it
    (a thread)          <-- loaded, exited -----   nothing               --fork--> with the store on disk

Oxigraph cannot be stopped from inside, and a thread cannot be killed: so every query runs in a process that
nothing else runs in at the time.  A worker that has answered is used again; it is replaced when it was killed,
when it has grown too much, or when the release changes.

Those that have the release in memory go first: they are the faster, if they have copied the pages that they
share with their fork server before the first query (``confinement.copy_shared_memory``).  How many there are is
bounded by the memory that the data may take; more queries go to workers that read the store on disk.  A query
that takes long is begun on a worker of the other kind too, where there is one to spare, and the first that begins
to answer is read.
"""

from lotgraph.evaluation.contract import (
    Busy,
    Client,
    ClientGone,
    Engine,
    Head,
    Limit,
    LimitReached,
    Limits,
    PoolLimits,
    PoolStatus,
    QueryExecution,
    ReleaseFiles,
    Request,
    Stats,
)
from lotgraph.evaluation.evaluator import Evaluator
from lotgraph.evaluation.execution import Execution

__all__ = [
    "Busy",
    "Client",
    "ClientGone",
    "Engine",
    "Evaluator",
    "Execution",
    "Head",
    "Limit",
    "LimitReached",
    "Limits",
    "PoolLimits",
    "PoolStatus",
    "QueryExecution",
    "ReleaseFiles",
    "Request",
    "Stats",
]
