"""What the app holds beside the publication: its settings, the limits of a query, what is kept and measured."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final, cast

from flask import current_app

from lotgraph import __version__
from lotgraph.evaluation import Evaluator, Limits
from lotgraph.evaluation.contract import MIB

if TYPE_CHECKING:
    from lotgraph.evaluation import PoolStatus
    from lotgraph.settings import Settings
    from lotgraph.web.http.cache import Cache
    from lotgraph.web.http.measures import Measures
    from lotgraph.web.publication import OpenRelease, Publication

EXTENSION: Final = "lotgraph.site"
"""Under this name the app holds its ``Site``."""

_TAG: Final = 32


@dataclass(frozen=True)
class Site:
    """The endpoint as its publisher set it up."""

    settings: Settings
    publication: Publication
    cache: Cache
    measures: Measures

    @property
    def is_remote(self) -> bool:
        """Whether another engine evaluates the queries, whose data may change at any time."""
        return bool(self.settings.engine)

    def address(self, release: OpenRelease) -> str:
        """The public address, a slash at its end; never what a client called it."""
        return f"{(self.settings.address or release.about.base).rstrip('/')}/"

    def limits(self, seconds: float | None = None) -> Limits:
        """The limits of a query that asks for so many seconds."""
        limits = limits_of(self.settings)
        return limits if seconds is None else replace(limits, seconds=min(seconds, limits.seconds))

    def status(self) -> PoolStatus | None:
        """How the pool of the current release is doing; None where another engine evaluates, or none can."""
        engine = self.publication.engine()
        return engine.status() if isinstance(engine, Evaluator) else None

    def measure(self) -> None:
        """Show the numbers of what is kept and of the pool."""
        cache, gauge = self.cache, self.measures.gauge
        gauge("cache_bytes", "Bytes of the answers that are kept", lambda: float(cache.size))
        gauge("cache_entries", "Answers that are kept, and requests that they answered", lambda: float(len(cache)))
        gauge("evaluations", "Queries that are evaluated now", lambda: float(getattr(self.status(), "busy", 0)))
        gauge("idle_workers", "Workers that wait for a query", lambda: float(getattr(self.status(), "idle", 0)))
        self.measures.inform(version=__version__)

    def described_limits(self) -> dict[str, object]:
        """The limits, as they are shown."""
        limits = self.limits()
        values: dict[str, object] = {
            "seconds": limits.seconds,
            "memory_bytes": None if self.is_remote else limits.memory,
            "rows": None if self.is_remote else limits.rows,
            "answer_bytes": limits.bytes,
            "query_bytes": limits.query_bytes,
            "stall_seconds": limits.stall,
            "delivery_seconds": limits.delivery,
            "queries_at_once": self.settings.workers,
        }
        pool = self.status()
        if pool is not None:
            values["memory_enforced_by"] = pool.memory_enforced_by
            values["data_in_memory"] = pool.in_memory
        if self.is_remote:
            values["note"] = "Another engine evaluates the queries; one that is stopped here may run on there."
        return values

    @cached_property
    def limits_header(self) -> str:
        """The limits in one header field, as a dictionary (RFC 9651)."""
        limits = self.limits()
        values = {"seconds": limits.seconds, "bytes": limits.bytes, "query-bytes": limits.query_bytes}
        if not self.is_remote:
            values |= {"memory": limits.memory, "rows": limits.rows}
        return ", ".join(f"{name}={value}" for name, value in values.items())


def site() -> Site:
    """The site of the app that answers this request."""
    return cast("Site", current_app.extensions[EXTENSION])


def limits_of(settings: Settings) -> Limits:
    """The limits that the settings give a query."""
    return Limits(
        seconds=settings.query_seconds,
        memory=settings.query_megabytes * MIB,
        rows=settings.answer_rows,
        bytes=settings.answer_bytes,
        query_bytes=settings.query_bytes,
        stall=settings.stall_seconds,
        delivery=settings.delivery_seconds,
    )


def tag_of(release: OpenRelease, *parts: object) -> str:
    """What names an answer: its release, this software, and all else that it depends on but its content coding."""
    values = json.dumps((release.digest, __version__, *parts))
    return hashlib.sha256(values.encode()).hexdigest()[:_TAG]
