"""Answers to what is no request: written without the app, in the shape of its errors (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from email.utils import formatdate
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

from lotgraph.formats import media

Refuse = Callable[[int], bytes]
"""Gives the whole answer of that status."""

_DETAILS: Final = MappingProxyType(
    {
        400: "What was sent is no HTTP request.",
        408: "The request did not arrive in time.",
        414: "The address is too long for this server. Make it shorter; a SPARQL query can be sent by POST.",
        431: "The header fields are too long for this server.",
    }
)


def refuse_with(headers: Iterable[tuple[str, str]]) -> Refuse:
    """What writes refusals with these header fields."""
    fixed = "".join(f"{name}: {value}\r\n" for name, value in headers)

    def refuse(status: int) -> bytes:
        phrase = HTTPStatus(status).phrase
        problem = {"type": "about:blank", "title": phrase, "status": status, "detail": _DETAILS[status]}
        body = f"{json.dumps(problem)}\n"
        head = f"HTTP/1.1 {status} {phrase}\r\nDate: {formatdate(usegmt=True)}\r\nContent-Type: {media.PROBLEM}\r\n"
        head += f"Content-Length: {len(body)}\r\nConnection: close\r\nCache-Control: no-store\r\n{fixed}\r\n"
        return f"{head}{body}".encode("latin-1")

    return refuse
