"""The evaluation of queries in worker processes that can be killed.

::

    web process, many threads                        nursery, one thread          workers
    Evaluator.evaluate() -> Evaluation  -- query --------------------------->     Oxigraph
                                        <-------------------- head, data, end --  a query at a time
    keeper thread       -- fork, kill, renice -->    the release in memory --fork-->
                        <-- forked, ended --------

Oxigraph cannot be stopped from inside, and a thread cannot be killed: so every query runs in a process of
its own.  Forking it from one that has the release in memory costs some milliseconds, and no copy.
"""

from lotgraph.evaluation.answer import Evaluation
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

__all__ = [
    "Busy",
    "Client",
    "ClientGone",
    "Engine",
    "Evaluation",
    "Evaluator",
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
