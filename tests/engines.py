"""An engine for tests of the app: it evaluates in the process and the thread that ask, without limits."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from flask import Flask

from lotgraph.errors import NotAcceptable
from lotgraph.evaluation.contract import (
    PREFETCH,
    Head,
    Request,
    Stats,
)
from lotgraph.formats import media
from lotgraph.rdf.store.loading import open_release
from lotgraph.rdf.store.query import Store
from lotgraph.release.folder import STORE, Release
from lotgraph.schema.vocabulary import prefixes
from lotgraph.settings import Settings
from lotgraph.web import create_app


class Direct:
    """Evaluates with the store itself."""

    def __init__(self, store: Store, base: str) -> None:
        self._store = store
        self._base = base
        self.asked = 0

    def evaluate(self, request: Request, client: object = None) -> Evaluated:  # noqa: ARG002 - as the contract has it
        self.asked += 1
        answer = self._store.query(request.query, request.dataset, self._base)
        name = request.results if answer.kind is media.Kind.RESULTS else request.graph
        if not name:
            raise NotAcceptable("no format")
        form = media.find_formats(name)[0]
        out = io.BytesIO()
        answer.write(form, out, prefixes(self._base))
        return Evaluated(Head(answer.kind, form), out.getvalue())

    def evaluate_batch(self, requests: Sequence[Request]) -> tuple[bytes, ...]:
        return tuple(self.evaluate(request).prefetch(sys.maxsize) for request in requests)

    def close(self, grace: float = 0.0) -> None:
        """Nothing is open."""


class Evaluated:
    def __init__(self, head: Head, body: bytes) -> None:
        self.head = head
        self.complete = False
        self.ended = ""
        self.stats: Stats | None = None
        self._rest = body
        self._stats = Stats(body.count(b"}}"), len(body), 0.0)

    def prefetch(self, size: int = PREFETCH) -> bytes:
        head, self._rest = self._rest[:size], self._rest[size:]
        if not self._rest:
            self._finish()
        return head

    def __iter__(self) -> Iterator[bytes]:
        yield self._rest
        self._finish()

    def _finish(self) -> None:
        self.complete, self.stats, self.ended = True, self._stats, "complete"

    def cancel(self) -> None:
        self.close()

    def close(self) -> None:
        self._rest = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def direct(path: Path, release: Release) -> Direct:
    return Direct(open_release(path / STORE), release.base)


def settings(**said: Any) -> Settings:
    return Settings.load(Path("/dev/null"), {}, said)


def app(publication: Path, **said: Any) -> Flask:
    """The app without processes of its own, and with no log."""
    return create_app(publication, settings(**said), None, direct)
