"""Files that are kept in frames: what was written is read from anywhere, by others too, and damage is told."""

from __future__ import annotations

import gzip
import hashlib
import io
import struct
import zlib
from itertools import pairwise
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.errors import ReleaseError
from lotgraph.formats.frames import FrameReader, FrameWriter, compress, is_there, open_plain
from lotgraph.rdf.nquads import cut_lines
from lotgraph.release.differences import compare_dumps

SEGMENTS = st.lists(st.binary(min_size=1, max_size=300), max_size=8)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("frames") / "file.nq"


def write(path: Path, segments: list[bytes]) -> FrameWriter:
    with FrameWriter(path) as writer:
        for segment in segments:
            writer.write(compress(segment))
    return writer


@given(segments=SEGMENTS, start=st.integers(0, 3000), length=st.integers(0, 3000))
def test_any_part_is_read_as_it_was_written(place: Path, segments: list[bytes], start: int, length: int) -> None:
    whole = b"".join(segments)
    writer = write(place, segments)
    assert (writer.plain.size, writer.plain.sha256) == (len(whole), hashlib.sha256(whole).hexdigest())
    for coding, suffix in (("gzip", ".gz"), ("zstd", ".zst")):
        packed = place.with_name(place.name + suffix).read_bytes()
        assert (writer.coded[coding].size, writer.coded[coding].sha256) == (
            len(packed),
            hashlib.sha256(packed).hexdigest(),
        )
    with FrameReader(place.with_name("file.nq.zst")) as reader, io.BufferedReader(reader) as buffered:
        assert reader.size == len(whole)
        buffered.seek(start)
        assert buffered.read(length) == whole[start : start + length]
    with open_plain(place) as file:
        assert file.read() == whole


@given(segments=SEGMENTS)
def test_other_readers_read_the_whole(place: Path, segments: list[bytes]) -> None:
    write(place, segments)
    packed = place.with_name("file.nq.gz").read_bytes()
    assert gzip.decompress(packed) == b"".join(segments)
    member = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    assert member.decompress(packed) == b"".join(segments)
    assert (member.eof, member.unused_data) == (True, b"")
    with place.with_name("file.nq.zst").open("rb") as file:
        stream = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)
        assert stream.read() == b"".join(segments)


@given(segments=st.lists(st.binary(min_size=1, max_size=99), min_size=1, max_size=4), data=st.data())
def test_damage_is_told_with_the_name_of_the_file(place: Path, segments: list[bytes], data: st.DataObject) -> None:
    write(place, segments)
    path = place.with_name("file.nq.zst")
    whole = bytearray(path.read_bytes())
    number = data.draw(st.integers(0, len(whole) - 1))
    if data.draw(st.booleans()):
        whole[number] ^= data.draw(st.integers(1, 255))
    else:
        del whole[number:]
    path.write_bytes(whole)
    found, told = b"".join(segments), ""
    try:
        with FrameReader(path) as reader:
            # What no reader looks at may be another.
            found = reader.read()
    except ReleaseError as error:
        told = str(error)
    assert found == b"".join(segments)
    assert not told or told.startswith(f"{path}: cannot be read: ")


def test_a_file_of_others_is_read_from_its_beginning(tmp_path: Path) -> None:
    skipped = b"\x50\x2a\x4d\x18\x03\x00\x00\x00abc"
    (tmp_path / "old.nq.zst").write_bytes(zstandard.compress(b"one") + skipped + zstandard.compress(b"two" * 100_000))
    with open_plain(tmp_path / "old.nq.zst") as file:
        assert file.read() == b"one" + b"two" * 100_000
    assert is_there(tmp_path / "old.nq")
    assert not is_there(tmp_path / "none.nq")


@pytest.mark.parametrize("length", [0, 3, 20, -1])
def test_a_file_of_others_that_was_cut_is_refused(tmp_path: Path, length: int) -> None:
    path = tmp_path / "cut.nq.zst"
    path.write_bytes((zstandard.compress(bytes(range(99))) + zstandard.compress(b"two"))[:length])
    with open_plain(path) as file, pytest.raises(ReleaseError, match=r"cut\.nq\.zst: cannot be read: it ends within"):
        file.read()


def test_a_dump_that_was_cut_anywhere_is_refused_and_never_shorter(tmp_path: Path) -> None:
    path = tmp_path / "file.nq"
    write(path, [b"one" * 9, b"two" * 9, b"three"])
    packed = path.with_name("file.nq.zst")
    whole = packed.read_bytes()
    for length in range(len(whole)):
        packed.write_bytes(whole[:length])
        with pytest.raises(ReleaseError, match=r"file\.nq\.zst: cannot be read"), open_plain(path) as file:
            file.read()
        with pytest.raises(ReleaseError, match=r"file\.nq\.zst: cannot be read"):
            list(compare_dumps(path, path))


def test_a_size_that_is_told_wrong_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "file.nq"
    write(path, [b"one" * 99])
    packed = path.with_name("file.nq.zst")
    whole = packed.read_bytes()
    # The content size of a frame (RFC 8878, 3.1.1.1.4) in eight bytes, and that of the seek table.
    frame = whole[: whole.index(struct.pack("<I", 0x184D2A50))]
    head = zstandard.frame_header_size(frame)
    huge = frame[:4] + bytes([frame[4] | 0xC0]) + struct.pack("<Q", 1 << 45) + frame[head:]
    table = whole[len(frame) :].replace(struct.pack("<I", len(frame)), struct.pack("<I", len(huge)))
    for forged in (huge + table, frame + whole[len(frame) :].replace(struct.pack("<I", 297), b"\xff" * 4)):
        packed.write_bytes(forged)
        with pytest.raises(ReleaseError, match=r"file\.nq\.zst: cannot be read"), open_plain(path) as file:
            file.read()


def test_a_twin_that_was_cut_is_not_copied(tmp_path: Path) -> None:
    write(tmp_path / "file.nq", [b"one" * 99])
    (tmp_path / "file.nq.gz").write_bytes(b"")
    with FrameReader(tmp_path / "file.nq.zst") as reader, pytest.raises(ReleaseError, match=r"file\.nq\.gz: cannot be"):
        reader.segment(0)


def test_a_changed_subject_leaves_most_segments_as_they_were() -> None:
    lines = [f"<urn:{number:06}> <urn:p> <urn:o> .\n".encode() for number in range(60_000) for _ in range(3)]
    before = list(cut_lines(io.BytesIO(b"".join(lines))))
    assert b"".join(before) == b"".join(lines)
    assert len(before) > 5
    lines.insert(70_000, b"<urn:023333> <urn:p> <urn:more> .\n")
    after = list(cut_lines(io.BytesIO(b"".join(lines))))
    assert b"".join(after) == b"".join(lines)
    assert len(set(after) - set(before)) <= 2
    borders = [(one[one.rfind(b"<urn:0") :][:12], other[:12]) for one, other in pairwise(after)]
    assert all(one != other for one, other in borders)
