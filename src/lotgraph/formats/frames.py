"""Compressed files that are made of pieces, and can be read from the middle.

What is compressed comes in segments.  In a ``.zst`` file each is one frame, and the seek table stands at the end
(Zstandard Seekable Format, version 0.1.0), which other readers skip (RFC 8878, 3.1.2).  A ``.gz`` file is one member
(RFC 1952, 2.3); each segment in it begins at a byte and refers to nothing before it.  So a segment that two files
share, or that a later file has again, is compressed once.  How long each is in the ``.gz`` file stands in the
``.zst`` file too, in a frame of its own before the seek table.

The bytes are those of the libzstd of the lock file and of the zlib that Python was built with, which no lock file
holds.  isal and zlib-ng are faster, but choose what they do by the processor (``isal``'s igzip, zlib-ng's deflate), and
a file must come out the same on another machine.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import struct
import zlib
from bisect import bisect_right
from collections.abc import Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self, cast

import zstandard

from lotgraph.errors import ReleaseError

SUFFIXES: Final[Mapping[str, str]] = {"gzip": ".gz", "zstd": ".zst"}
"""The content codings in which each dump is kept, and how their files end."""

_BUFFER: Final = 1 << 20
_PART: Final = 1 << 16
_GZIP_LEVEL: Final = 3
_ZSTD_LEVEL: Final = 3
# RFC 1952, 2.3.1: no time, no name, an unknown system, so that the same input gives the same bytes.
_GZIP_HEAD: Final = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_GZIP_LAST: Final = b"\x03\x00"
"""An empty last block (RFC 1951, 3.2.6)."""

_PIECES: Final = 0x184D2A50
_SKIPPABLE: Final = 0x184D2A5E
_SEEKABLE: Final = 0x8F92EAB1
_HEAD: Final = struct.Struct("<II")
_FRAME: Final = struct.Struct("<II")
_FOOT: Final = struct.Struct("<IBI")
_WITH_CHECKSUMS: Final = 0x80


def is_there(path: Path) -> bool:
    """Whether a file lies there, itself or in frames."""
    return path.is_file() or _in_frames(path).is_file()


def state_of(path: Path) -> tuple[int, int]:
    """The time of the last change and the length of a file that lies there itself or in frames; zeros for none."""
    for file in (path, _in_frames(path)):
        if file.is_file():
            state = file.stat()
            return state.st_mtime_ns, state.st_size
    return 0, 0


def plain_size(path: Path) -> int:
    """How many bytes there are in a file that lies there itself or in frames.

    Raises OSError where there is none, and ReleaseError where its seek table is damaged.
    """
    if path.is_file():
        return path.stat().st_size
    packed = _in_frames(path)
    return _size_in_frames(packed, packed.stat().st_mtime_ns)


@lru_cache(maxsize=4096)
def _size_in_frames(path: Path, changed: int) -> int:
    """By the time of the last change, as it is asked for often."""
    del changed
    with closing(FrameReader(path)) as frames:
        return frames.size


def _in_frames(path: Path) -> Path:
    return path.with_name(path.name + SUFFIXES["zstd"])


def open_plain(path: Path) -> IO[bytes]:
    """The plain bytes of a file that lies there itself, or in frames under its name and ``.zst``.

    The name may be that of a compressed file too, which anybody may have made.  Raises OSError where there is none,
    ReleaseError, then or while it is read, where a ``.zst`` file is damaged, and OSError, EOFError or zlib.error
    while a ``.gz`` file is.
    """
    if path.suffix == SUFFIXES["gzip"]:
        return cast("IO[bytes]", gzip.open(path))
    if path.suffix == SUFFIXES["zstd"]:
        raw = FrameReader(path) if _has_seek_table(path) else _ZstdReader(path)
        return cast("IO[bytes]", io.BufferedReader(raw, _BUFFER))
    packed = _in_frames(path)
    if packed.is_file() and not path.is_file():
        # Never without its table: cut where a frame ends, it would seem whole.
        return cast("IO[bytes]", io.BufferedReader(FrameReader(packed), _BUFFER))
    return path.open("rb", buffering=_BUFFER)


def _has_seek_table(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, io.SEEK_END) - _FOOT.size))
        return file.read().endswith(struct.pack("<I", _SEEKABLE))


class _ZstdReader(io.RawIOBase):
    """The plain bytes of any ``.zst`` file from its beginning.  Raises ReleaseError where a frame has no end."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._file = path.open("rb")
        self._frame = zstandard.ZstdDecompressor().decompressobj()
        self._coded = self._plain = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._plain:
            self._coded = self._coded or self._file.read(_PART)
            if not self._coded and self._frame.eof:
                return 0
            self._plain = self._decompress()
        part, self._plain = self._plain[: len(buffer)], self._plain[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)

    def close(self) -> None:
        self._file.close()
        super().close()

    def _decompress(self) -> bytes:
        if not self._coded:
            raise ReleaseError(f"{self._path}: cannot be read: it ends within a frame")
        if self._frame.eof:
            self._frame = zstandard.ZstdDecompressor().decompressobj()
        try:
            plain = self._frame.decompress(self._coded)
        except zstandard.ZstdError as error:
            raise ReleaseError(f"{self._path}: cannot be read: {error}") from error
        self._coded = self._frame.unused_data if self._frame.eof else b""
        return plain


@dataclass(frozen=True)
class Segment:
    """Some bytes of a file, and what stands for them in its compressed twins."""

    plain: bytes
    deflated: bytes
    frame: bytes


def compress(plain: bytes) -> Segment:
    """A segment: compressed once, for whatever files it stands in."""
    deflate = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    deflated = deflate.compress(plain) + deflate.flush(zlib.Z_FULL_FLUSH)
    frame = zstandard.ZstdCompressor(level=_ZSTD_LEVEL, write_checksum=True, write_content_size=True).compress(plain)
    return Segment(plain, deflated, frame)


@dataclass(frozen=True)
class Digest:
    """The length in bytes of a file, and its SHA-256."""

    size: int
    sha256: str


class FrameWriter:
    """Writes the compressed twins of a file that does not lie on disk: ``{path}.gz`` and ``{path}.zst``.

    When it is closed, ``plain`` is the length and checksum of what it took, ``coded`` those of its files by coding.
    """

    def __init__(self, path: Path) -> None:
        self._whole = _Counted(None)
        self._stack = ExitStack()
        self._gzip, self._zstd = (
            _Counted(self._stack.enter_context(path.with_name(path.name + suffix).open("wb")))
            for suffix in (SUFFIXES["gzip"], SUFFIXES["zstd"])
        )
        self._frames: list[tuple[int, int]] = []
        self._pieces: list[int] = []
        self._crc = 0
        self._gzip.write(_GZIP_HEAD)

    def write(self, segment: Segment) -> None:
        """Add a segment."""
        self._whole.write(segment.plain)
        self._crc = zlib.crc32(segment.plain, self._crc)
        self._gzip.write(segment.deflated)
        self._zstd.write(segment.frame)
        self._frames.append((len(segment.frame), len(segment.plain)))
        self._pieces.append(len(segment.deflated))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        with self._stack:
            if error is None:
                size = self._whole.size & 0xFFFFFFFF
                self._gzip.write(_GZIP_LAST + struct.pack("<II", self._crc, size))
                pieces = struct.pack(f"<{len(self._pieces)}I", *self._pieces)
                self._zstd.write(_HEAD.pack(_PIECES, len(pieces)) + pieces + _seek_table(self._frames))
        self.plain = self._whole.digest()
        self.coded = {"gzip": self._gzip.digest(), "zstd": self._zstd.digest()}


class _Counted:
    """A file that is written, or none, with its length and checksum."""

    def __init__(self, file: IO[bytes] | None) -> None:
        self._file = file
        self._sha256 = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> None:
        self._sha256.update(data)
        self.size += len(data)
        if self._file is not None:
            self._file.write(data)

    def digest(self) -> Digest:
        return Digest(self.size, self._sha256.hexdigest())


def _seek_table(frames: list[tuple[int, int]]) -> bytes:
    entries = b"".join(_FRAME.pack(*each) for each in frames)
    foot = _FOOT.pack(len(frames), 0, _SEEKABLE)
    return _HEAD.pack(_SKIPPABLE, len(entries) + len(foot)) + entries + foot


class FrameReader(io.RawIOBase):
    """The plain bytes of a ``.zst`` file with a seek table, from wherever they are asked for.

    Raises ReleaseError, naming the file, where the table or a frame is not what was written.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._place = 0
        self._held = (-1, b"")
        self._twin: IO[bytes] | None = None
        self._file = path.open("rb")
        try:
            frames, self._pieces = _read_seek_table(self._file)
        except (ValueError, struct.error) as error:
            self._file.close()
            raise ReleaseError(f"{path}: cannot be read: {error}") from error
        self._coded = [0, *accumulate(coded for coded, _ in frames)]
        self._plain = [0, *accumulate(plain for _, plain in frames)]
        self._deflated = [0, *accumulate(self._pieces)]

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return self._plain[-1]

    def readable(self) -> bool:
        """It can be read."""
        return True

    def seekable(self) -> bool:
        """It can be read from anywhere."""
        return True

    def tell(self) -> int:
        """Where the next byte is read from."""
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a byte."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self.size}[whence]
        self._place = max(0, start + offset)
        return self._place

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Read up to the end of a frame."""
        if self._place >= self.size:
            return 0
        number = bisect_right(self._plain, self._place) - 1
        frame = self._frame(number)
        start = self._place - self._plain[number]
        part = frame[start : start + len(buffer)]
        buffer[: len(part)] = part
        self._place += len(part)
        return len(part)

    @property
    def count(self) -> int:
        """How many segments there are."""
        return len(self._pieces)

    def segment(self, number: int) -> Segment:
        """A segment as it was written, with what stands for it in the ``.gz`` file beside it.

        Raises OSError where that file is missing, and ReleaseError where it is too short.
        """
        plain = self._frame(number)
        self._file.seek(self._coded[number])
        frame = self._file.read(self._coded[number + 1] - self._coded[number])
        if self._twin is None:
            self._twin = self._path.with_suffix(SUFFIXES["gzip"]).open("rb")
        self._twin.seek(len(_GZIP_HEAD) + self._deflated[number])
        deflated = self._twin.read(self._pieces[number])
        if len(deflated) != self._pieces[number]:
            raise ReleaseError(f"{self._twin.name}: cannot be read: it is shorter than {self._path.name} says")
        return Segment(plain, deflated, frame)

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        if self._twin is not None:
            self._twin.close()
        super().close()

    def _frame(self, number: int) -> bytes:
        if self._held[0] != number:
            self._file.seek(self._coded[number])
            coded = self._file.read(self._coded[number + 1] - self._coded[number])
            size = self._plain[number + 1] - self._plain[number]
            # What it takes of memory follows from what there is, not from what a damaged head says.
            unpacked = zstandard.ZstdDecompressor().decompressobj()
            try:
                frame = unpacked.decompress(coded)
            except zstandard.ZstdError as error:
                raise ReleaseError(f"{self._path}: cannot be read: {error}") from error
            if not unpacked.eof or len(frame) != size:
                raise ReleaseError(f"{self._path}: cannot be read: a frame has {len(frame)} bytes instead of {size}")
            self._held = (number, frame)
        return self._held[1]


def _read_seek_table(file: IO[bytes]) -> tuple[list[tuple[int, int]], tuple[int, ...]]:
    """The compressed and the plain length of each frame, and its length in the ``.gz`` file.

    Raises ValueError or struct.error where they cannot be those of the file.
    """
    end = file.seek(0, io.SEEK_END)
    file.seek(max(0, end - _FOOT.size))
    foot = file.read(_FOOT.size)
    if len(foot) < _FOOT.size:
        raise ValueError("it has no seek table")
    count, descriptor, magic = _FOOT.unpack(foot)
    if magic != _SEEKABLE or descriptor & 0x7C:
        raise ValueError("it has no seek table")
    entry = _FRAME.size + (4 if descriptor & _WITH_CHECKSUMS else 0)
    length = count * entry + _FOOT.size
    begin = end - length - _HEAD.size
    if begin < 0:
        raise ValueError("its seek table is longer than the file")
    file.seek(begin)
    if _HEAD.unpack(file.read(_HEAD.size)) != (_SKIPPABLE, length):
        raise ValueError("its seek table has no beginning")
    entries = file.read(count * entry)
    frames = [_FRAME.unpack_from(entries, number * entry) for number in range(count)]
    last = sum(coded for coded, _ in frames)
    file.seek(last)
    kind, size = _HEAD.unpack(file.read(_HEAD.size))
    if (kind, size, last + _HEAD.size + size) != (_PIECES, 4 * count, begin):
        raise ValueError("its seek table is that of another file")
    return frames, struct.unpack(f"<{count}I", file.read(size))
