"""What is measured of each request: a line of the log, and the numbers of /metrics."""

from __future__ import annotations

import ipaddress
import json
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TextIO

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_BUCKETS: Final = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0)
_V4, _V6 = 24, 48


@dataclass
class Outcome:
    """How the answer to one request came about; whoever knows more of it fills it in.

    ``ending`` is ``complete``, ``client gone``, ``cut``, ``busy``, ``refused``, ``failed`` or ``limit:`` and the
    name of the limit; ``cache`` is ``hit``, ``miss`` or empty.
    """

    ending: str = "complete"
    rows: int | None = None
    cache: str = ""


@dataclass(frozen=True)
class Request:
    """One request that was answered, as it is logged."""

    method: str
    path: str
    status: int
    seconds: float
    bytes: int
    client: str


class Measures:
    """The log and the numbers of one server; ``log`` is where the lines go, None for nowhere."""

    def __init__(self, log: TextIO | None) -> None:
        self._log = log
        self._routes: frozenset[str] = frozenset()
        self.registry = CollectorRegistry()
        of = self.registry
        self._requests = Counter(
            "lotgraph_requests", "Requests answered", ("route", "status", "ending"), registry=of
        )  # fmt: skip
        self._seconds = Histogram(
            "lotgraph_request_seconds", "Time to the last byte of an answer", ("route",), registry=of, buckets=_BUCKETS
        )
        self._bytes = Counter("lotgraph_sent_bytes", "Bytes of the bodies sent", registry=of)
        self._rows = Counter("lotgraph_rows", "Rows and triples in the answers to queries", registry=of)
        self._cache = Counter("lotgraph_cache_requests", "Queries looked for in the cache", ("result",), registry=of)

    @lru_cache(maxsize=1024)  # noqa: B019 - there is one of these a server
    def _children(self, route: str, status: int, ending: str) -> tuple[Counter, Histogram]:
        return self._requests.labels(route, status, ending), self._seconds.labels(route)

    def distinguish(self, rules: Iterable[str]) -> None:
        """Count the routes of these rules (``/dumps/<path:name>``) each by itself, by the first part of its path."""
        firsts = (rule.strip("/").partition("/")[0].partition("<")[0] for rule in rules)
        self._routes = frozenset(filter(None, firsts))

    def gauge(self, name: str, text: str, value: Callable[[], float]) -> None:
        """Show a number that is read when it is asked for."""
        Gauge(f"lotgraph_{name}", text, registry=self.registry).set_function(value)

    def inform(self, **labels: str) -> None:
        """Show what the server is."""
        Gauge("lotgraph_info", "What this server is", tuple(labels), registry=self.registry).labels(**labels).set(1)

    def metrics(self) -> bytes:
        """All numbers, as Prometheus reads them."""
        return generate_latest(self.registry)

    def note(self, request: Request, outcome: Outcome) -> None:
        """Count a request and write its line."""
        route = request.path.strip("/").partition("/")[0]
        route = route if route in self._routes else "other" if route else "landing"
        count, time_of = self._children(route, request.status, outcome.ending)
        count.inc()
        time_of.observe(request.seconds)
        self._bytes.inc(request.bytes)
        if outcome.rows:
            self._rows.inc(outcome.rows)
        if outcome.cache:
            self._cache.labels(outcome.cache).inc()
        if self._log is not None:
            self._log.write(_line(request, outcome))


@lru_cache(maxsize=4096)
def network(address: str) -> str:
    """The network of a client: what is logged instead of its address; empty where there is none."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    length = _V4 if found.version == 4 else _V6
    return str(ipaddress.ip_network((found, length), strict=False))


def _line(request: Request, outcome: Outcome) -> str:
    now = time.time()
    entry: dict[str, object] = {
        "time": f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(now))}.{int(now * 1000) % 1000:03}Z",
        "method": request.method,
        "path": request.path,
        "status": request.status,
        "seconds": round(request.seconds, 6),
        "bytes": request.bytes,
        "ending": outcome.ending,
        "client": request.client,
    }
    if outcome.rows is not None:
        entry["rows"] = outcome.rows
    if outcome.cache:
        entry["cache"] = outcome.cache
    return json.dumps(entry) + "\n"
