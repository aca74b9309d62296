"""Every error that lotgraph raises on purpose.

::

    LotgraphError                  exit code
    ├── UsageError                 2   the command line or a setting is wrong
    ├── InputError                 1   the sources break the contract of the tables
    │   ├── GateError              1   what would be published breaks a shape
    │   └── DownloadError          1   a download is not what an import reads
    ├── ShapesError                1   shapes cannot be applied
    │   └── UnknownShapeError      1   they say what the judge does not know
    ├── ReleaseError               3   a release folder cannot be read, written or verified
    ├── StoreError                 3   the store cannot be opened or loaded
    ├── ServerError                3   the server cannot start
    ├── ResourceError              3   memory or disk do not suffice for what was asked
    ├── InternalError              4   lotgraph made what breaks its own rules; please report it
    ├── QueryError                 1   a query is malformed or refused
    └── WebError                       carries its HTTP status
        ├── BadRequest             400
        ├── NotFound               404
        ├── MethodNotAllowed       405
        ├── NotAcceptable          406
        ├── RequestTimeout         408
        ├── Gone                   410
        ├── PayloadTooLarge        413
        ├── UnsupportedMediaType   415
        ├── TooManyRequests        429
        └── BadGateway             502

A message says what is wrong, where, and what to do.  The errors of a dependency are translated in the one
module that imports it and never reach the user raw.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lotgraph.errors.problems import Code, RuleId


class LotgraphError(Exception):
    """Base of all; ``exit_code`` is what the command line ends with."""

    exit_code = 1


class UsageError(LotgraphError):
    """The command line or a setting is wrong."""

    exit_code = 2


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong in a source, in the user's terms.

    ``rows`` are counted as a spreadsheet does: the header is row 1.  ``rule`` is the id of the shape that
    the problem breaks ("S33"), empty where no shape is meant.  ``code`` says to programs what kind of problem it is.
    """

    file: str
    rows: tuple[int, ...]
    column: str
    text: str
    rule: str = ""
    code: Code | RuleId = field(kw_only=True)

    @property
    def message(self) -> str:
        """What is wrong, without the place."""
        return f"{self.column} {self.text}".strip()

    def __str__(self) -> str:
        where = self.file
        if self.rows:
            where += " row" + ("s " if len(self.rows) > 1 else " ") + ", ".join(map(str, self.rows))
        return f"{where}: {self.message}" + (f" ({self.rule})" if self.rule else "")


class InputError(LotgraphError):
    """The sources break the contract of the tables; ``problems`` names every place.

    ``warnings`` are those that are known by then.
    """

    def __init__(self, problems: tuple[Problem, ...], warnings: tuple[Problem, ...] = ()) -> None:
        self.problems = problems
        self.warnings = warnings
        super().__init__("\n".join(str(problem) for problem in problems))


class GateError(InputError):
    """What would be published breaks a shape; nothing was published."""


class ShapesError(LotgraphError):
    """Shapes cannot be applied: they are no SHACL, or a query of theirs fails."""


class UnknownShapeError(ShapesError):
    """Shapes say what the judge does not know, and the reference validator may."""


class DownloadError(InputError):
    """A download is not what an import reads; nothing was written."""


class ReleaseError(LotgraphError):
    """A release folder cannot be read, written or verified."""

    exit_code = 3


class StoreError(LotgraphError):
    """The store cannot be opened or loaded."""

    exit_code = 3


class ServerError(LotgraphError):
    """The server cannot start."""

    exit_code = 3


class ResourceError(LotgraphError):
    """Memory or disk do not suffice for what was asked."""

    exit_code = 3


class InternalError(LotgraphError):
    """Lotgraph itself made something that breaks its own rules; nobody's input is to blame."""

    exit_code = 4


class QueryError(LotgraphError):
    """A query is malformed or refused."""


class WebError(LotgraphError):
    """A request cannot be answered; ``status`` is its HTTP status code (RFC 9110, 15)."""

    status = 500
    title = "Internal Server Error"


class BadRequest(WebError):
    """The request is malformed."""

    status = 400
    title = "Bad Request"


class NotFound(WebError):
    """There is nothing at this address."""

    status = 404
    title = "Not Found"


class MethodNotAllowed(WebError):
    """The method is not one of ``allowed``."""

    status = 405
    title = "Method Not Allowed"

    def __init__(self, message: str, allowed: tuple[str, ...]) -> None:
        self.allowed = allowed
        super().__init__(message)


class NotAcceptable(WebError):
    """None of the media types asked for can be given."""

    status = 406
    title = "Not Acceptable"


class RequestTimeout(WebError):
    """The request did not arrive whole in time."""

    status = 408
    title = "Request Timeout"


class Gone(WebError):
    """What was at this address is there no more, on purpose."""

    status = 410
    title = "Gone"


class PayloadTooLarge(WebError):
    """The request is longer than what is read."""

    status = 413
    title = "Content Too Large"


class URITooLong(WebError):
    """The address is longer than what is read."""

    status = 414
    title = "URI Too Long"


class UnsupportedMediaType(WebError):
    """The request's body is of a type that is not read."""

    status = 415
    title = "Unsupported Media Type"


class TooManyRequests(WebError):
    """There is no place for the request at the moment; it may be sent again after ``retry_after`` seconds."""

    status = 429
    title = "Too Many Requests"

    def __init__(self, message: str, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(message)


class BadGateway(WebError):
    """The engine that evaluates the queries gave no answer that can be passed on."""

    status = 502
    title = "Bad Gateway"
