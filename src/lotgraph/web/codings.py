"""Content codings: which of gzip, br and zstd a request takes (RFC 9110, 12.5.3), and bodies written in them."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING, Final, Protocol

import brotli
import zstandard

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

IDENTITY: Final = "identity"
CODINGS: Final = ("zstd", "br", "gzip")
"""In the order in which they are preferred, where a request has no preference."""

LEAST: Final = 512
"""Bodies of fewer bytes are sent as they are: they would hardly be shorter."""

_ELEMENT: Final = re.compile(
    r"\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*(?:;\s*q\s*=\s*([01](?:\.[0-9]*)?)\s*)?", re.IGNORECASE
)
_GZIP_LEVEL: Final = 5
_BROTLI_QUALITY: Final = 4
_ZSTD_LEVEL: Final = 3


class _Compressor(Protocol):
    def compress(self, data: bytes, /) -> bytes: ...
    def flush(self) -> bytes: ...


class _Brotli:
    """Brotli's compressor under the names that the other two have."""

    def __init__(self) -> None:
        self._compressor = brotli.Compressor(quality=_BROTLI_QUALITY)

    def compress(self, data: bytes, /) -> bytes:
        return bytes(self._compressor.process(data))

    def flush(self) -> bytes:
        return bytes(self._compressor.finish())


def choose(accept: str | None, codings: Sequence[str] = CODINGS) -> str:
    """The coding of these to send in: the best that the header takes, else the body as it is."""
    if not accept or not codings:
        return IDENTITY
    weights: dict[str, float] = {}
    for element in accept.lower().split(","):
        match = _ELEMENT.fullmatch(element)
        if match:
            weights[match[1].removeprefix("x-")] = float(match[2]) if match[2] else 1.0
    rest = weights.get("*", 0.0)
    best = max(codings, key=lambda each: weights.get(each, rest))
    weight = weights.get(best, rest)
    # Where the client says that it would rather have the body as it is, it gets it so.
    return best if weight > 0 and weight >= weights.get(IDENTITY, 0.0) else IDENTITY


def encode(body: bytes, coding: str) -> bytes:
    """The body in a coding."""
    return b"".join(encoded((body,), coding))


def encoded(pieces: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """A body in a coding, piece by piece; a failure of the pieces is passed on, and nothing then ends it."""
    if coding == IDENTITY:
        yield from pieces
        return
    compressor = _compressor(coding)
    for piece in pieces:
        if out := compressor.compress(piece):
            yield out
    yield compressor.flush()


def _compressor(coding: str) -> _Compressor:
    if coding == "gzip":
        return zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    if coding == "br":
        return _Brotli()
    return zstandard.ZstdCompressor(_ZSTD_LEVEL).compressobj()
