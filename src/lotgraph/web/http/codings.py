"""Content codings: which of gzip, br and zstd a request takes (RFC 9110, 12.5.3), and bodies written in them."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final, Protocol

import brotli
import zstandard

from lotgraph.errors import BadRequest, PayloadTooLarge, UnsupportedMediaType
from lotgraph.formats.media import elements

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

IDENTITY: Final = "identity"
CODINGS: Final = ("zstd", "br", "gzip")
"""In the order in which they are preferred, where a request has no preference."""

LEAST: Final = 512
"""Bodies of fewer bytes are sent as they are: they would hardly be shorter."""

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
    weights = {each.value.removeprefix("x-"): each.quality for each in elements(accept.lower())}
    rest = weights.get("*", 0.0)
    best = max(codings, key=lambda each: weights.get(each, rest))
    weight = weights.get(best, rest)
    # Where the client says that it would rather have the body as it is, it gets it so.
    return best if weight > 0 and weight >= weights.get(IDENTITY, 0.0) else IDENTITY


def encode(body: bytes, coding: str) -> bytes:
    """The body in a coding."""
    return b"".join(encode_pieces((body,), coding))


def encode_pieces(pieces: Iterable[bytes], coding: str) -> Iterator[bytes]:
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


def decode_body(body: bytes, coding: str, most: int) -> bytes:
    """A request's body out of its coding, which is gzip or none, and its length then at most so many bytes.

    Raises UnsupportedMediaType for any other coding (RFC 9110, 15.5.16), PayloadTooLarge, and BadRequest where the
    body is not in its coding.
    """
    name = coding.strip().lower().removeprefix("x-")
    if name in ("", IDENTITY):
        return body
    if name != "gzip":
        sent = coding.strip()
        raise UnsupportedMediaType(f"A request's body is read as it is or in gzip, not in the coding {sent!r}.")
    decompressor = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        plain = decompressor.decompress(body, most + 1)
    except zlib.error as error:
        raise BadRequest(f"The body is not gzip, as its Content-Encoding has it: {error}.") from error
    if len(plain) > most:
        raise PayloadTooLarge(f"A request body may have up to {most} bytes, when it is out of its coding too.")
    if not decompressor.eof or decompressor.unused_data:
        raise BadRequest("The body is not one whole gzip file, as its Content-Encoding has it.")
    return plain
