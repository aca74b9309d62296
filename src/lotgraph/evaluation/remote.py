"""Another SPARQL 1.1 endpoint as the engine: queries are passed on to it, under limits of time and size.

What it answers is passed through as it comes.  To close the connection is all that can be done to end a query
there: whether it then ends or runs on is that engine's own business.
"""

from __future__ import annotations

import select
import time
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import urlencode, urlsplit

from lotgraph.errors import (
    BadGateway,
    NotAcceptable,
    PayloadTooLarge,
    QueryError,
    TooManyRequests,
)
from lotgraph.evaluation.contract import (
    PREFETCH,
    Busy,
    ClientGone,
    Head,
    Limit,
    LimitReached,
    Request,
    Stats,
)
from lotgraph.formats import media
from lotgraph.rdf.query_text import kind_of
from lotgraph.rdf.store.refusals import refuse_service

if TYPE_CHECKING:
    import socket
    import threading
    from collections.abc import Collection, Iterator, Sequence
    from types import TracebackType

    from lotgraph.evaluation.contract import Client

_CHUNK: Final = 64 * 1024
_MESSAGE: Final = 500
_CAME: Final = 1
_LOOK: Final = 0.1


class Remote:
    """The engine at an address; ``places`` bounds how many queries it is asked at a time.

    ``services`` are the hosts that a query may have it call.
    """

    def __init__(self, address: str, places: threading.Semaphore, services: Collection[str] = ()) -> None:
        self._parts = urlsplit(address)
        self._places = places
        self._services = services

    def evaluate(self, request: Request, client: Client | None = None) -> Passed:
        """Begin; the query ends when the ``client`` is gone."""
        if len(request.query.encode()) > request.limits.query_bytes:
            raise PayloadTooLarge(f"A query may have up to {request.limits.query_bytes} bytes.")
        refuse_service(request.query, self._services)
        kind = kind_of(request.query)
        if kind is None:
            raise QueryError("no form of query (SELECT, ASK, CONSTRUCT, DESCRIBE) stands behind the prologue")
        name = request.results if kind is media.Kind.RESULTS else request.graph
        form = next((each for each in media.of_kind(kind) if each.name == name), None)
        if form is None:
            raise NotAcceptable(f"The answer to this query is {kind.value}.")
        if not self._places.acquire(blocking=False):
            raise Busy(_CAME)
        secure = self._parts.scheme == "https"
        connect = HTTPSConnection if secure else HTTPConnection
        connection = connect(self._parts.hostname or "", self._parts.port, timeout=request.limits.seconds)
        return Passed(connection, self._parts.path or "/", request, Head(kind, form), client, self._places)

    def evaluate_batch(self, requests: Sequence[Request]) -> tuple[bytes, ...]:
        """The whole answers, asked for one after another; raises what the first that fails raises."""
        answers = []
        for request in requests:
            with self.evaluate(request) as execution:
                answers.append(execution.prefetch() + b"".join(execution))
        return tuple(answers)

    def close(self, grace: float = 0.0) -> None:
        """Nothing is held open between queries."""


class Passed:
    """One query that was passed on, and its answer on the way back."""

    def __init__(
        self,
        connection: HTTPConnection,
        path: str,
        request: Request,
        head: Head,
        client: Client | None,
        places: threading.Semaphore,
    ) -> None:
        self.head = head
        self.complete = False
        self.ended = ""
        self._connection = connection
        self._path = path
        self._request = request
        self._client = client
        self._places: threading.Semaphore | None = places
        self._engine: socket.socket | None = None
        self._answer: HTTPResponse | None = None
        self._began = time.monotonic()
        self._bytes = 0
        self._pieces = self._read()

    @property
    def stats(self) -> Stats | None:
        """What it took, once complete; the rows are not looked at."""
        return Stats(None, self._bytes, time.monotonic() - self._began) if self.complete else None

    def prefetch(self, size: int = PREFETCH) -> bytes:
        """The beginning of the answer, the whole if it is shorter; raises what went wrong until there."""
        found = bytearray()
        for piece in self._pieces:
            found += piece
            if len(found) > size:
                break
        return bytes(found)

    def __iter__(self) -> Iterator[bytes]:
        """The rest, piece by piece; raises where it breaks off."""
        return self._pieces

    def cancel(self) -> None:
        """Leave the engine."""
        if self._answer is not None:
            self._answer.close()
        self._connection.close()

    def close(self) -> None:
        """Leave the engine, and give the place free."""
        self.cancel()
        if self._places is not None:
            self._places.release()
            self._places = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _read(self) -> Iterator[bytes]:
        try:
            answer = self._ask()
            while piece := self._piece(answer):
                self._bytes += len(piece)
                if self._bytes > self._request.limits.bytes:
                    raise LimitReached(Limit.BYTES, f"The answer has more than {self._request.limits.bytes} bytes.")
                yield piece
            if answer.length:
                # Python's own reader takes an answer that ends too soon for a whole one.
                raise BadGateway("The engine broke off.")
        except TimeoutError:
            text = f"The query ran longer than {self._request.limits.seconds:g} seconds; it may run on in the engine."
            raise LimitReached(Limit.TIME, text) from None
        except (OSError, HTTPException) as error:
            raise BadGateway(f"The engine cannot be reached or broke off: {type(error).__name__}.") from error
        self.complete = True
        self.ended = "complete"

    def _ask(self) -> HTTPResponse:
        dataset, form = self._request.dataset, self.head.form
        pairs = [("default-graph-uri", iri) for iri in dataset.default]
        pairs += [("named-graph-uri", iri) for iri in dataset.named]
        path = self._path + (f"?{urlencode(pairs)}" if pairs else "")
        headers = {"Accept": form.media_type, "Content-Type": "application/sparql-query", "User-Agent": "lotgraph"}
        self._connection.request("POST", path, self._request.query.encode(), headers)
        # Where the engine closes after its answer, the connection forgets its socket before that is read.
        self._engine = self._connection.sock
        self._wait(self._engine, self._left())
        self._answer = answer = self._connection.getresponse()
        if answer.status != 200:
            raise _refusal(answer.status, answer.read(_MESSAGE).decode(errors="replace").strip())
        sent = (answer.getheader("Content-Type") or "").partition(";")[0].strip().lower()
        if sent not in form.media_types:
            raise BadGateway(f"The engine was asked for {form.media_type} and sent {sent or 'no media type'}.")
        return answer

    def _piece(self, answer: HTTPResponse) -> bytes:
        left = self._left()
        if self._engine is not None:
            self._engine.settimeout(left)
        # What is buffered is read without waiting; the client is looked at between two pieces.
        self._look()
        return answer.read1(_CHUNK)

    def _left(self) -> float:
        left = self._began + self._request.limits.seconds - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def _wait(self, engine: socket.socket, left: float) -> None:
        """Wait until the engine says something; the client may go before that."""
        until = time.monotonic() + left
        poller = select.poll()
        poller.register(engine, select.POLLIN)
        while (left := until - time.monotonic()) > 0:
            if poller.poll(1000 * min(left, _LOOK)):
                return
            self._look()
        raise TimeoutError

    def _look(self) -> None:
        if self._client is not None and self._client.is_gone():
            raise ClientGone("the client left before its answer was whole")


def _refusal(status: int, text: str) -> Exception:
    """What the engine's own refusal is to the one who asked here."""
    detail = " ".join(text.split())
    if status == 400:
        return QueryError(detail or "the engine holds the query to be malformed")
    if status == 406:
        return NotAcceptable(f"The engine cannot give this format: {detail}")
    if status == 429:
        return TooManyRequests("The engine has no place for the query at the moment.", _CAME)
    if status in (503, 504, 408):
        return LimitReached(
            Limit.TIME, f"The engine ended the query: {detail}" if detail else "The engine ended the query."
        )
    return BadGateway(f"The engine answered with status {status}.")
