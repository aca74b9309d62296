"""The dumps of a release: the whole and each graph, in several formats, each file plain, gzip and zstd.

Everything is made from the sorted N-Quads of the mapping in one pass for each kind of format, and never held in
memory.  The same input gives the same bytes: gzip has no time and no name in it (RFC 1952, 2.3.1).
"""

from __future__ import annotations

import io
import os
import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Final, cast

import zstandard

from lotgraph.formats.media import Format, Kind, find_formats
from lotgraph.rdf.store.serialization import write_dump, write_statements
from lotgraph.release.folder import Graph

WHOLE: Final = "lotgraph"
SUFFIXES: Final[Mapping[str, str]] = {"gzip": ".gz", "zstd": ".zst"}
"""The content codings in which each dump is kept beside the plain file, and how their files end."""

# Large, because each thread waits its turn between blocks while another one writes Turtle.
_BLOCK: Final = 16 * 1024 * 1024
_GZIP_LEVEL: Final = 3
_ZSTD_LEVEL: Final = 3
_GRAPH: Final = re.compile(rb" <[^<> ]*> \.\n")
_FEW: Final = 32


@dataclass(frozen=True)
class Dump:
    """One file of triples: its path in the release, its format, and its graph where it holds but one.

    ``coding`` is the content coding of a compressed file, empty for a plain one.
    """

    path: str
    format: Format
    graph: str | None = None
    coding: str = ""


@dataclass(frozen=True)
class Part:
    """A named graph, and the sorted N-Quads that it is dumped from."""

    graph: Graph
    quads: Path


def graph_path(name: str, form: Format) -> str:
    """Where the dump of a graph of that short name stands in a release."""
    return f"dumps/graphs/{name}{form.suffix}"


def write_dumps(
    folder: Path,
    quads: Path,
    data: Sequence[Part],
    beside: Sequence[Part],
    prefixes: Mapping[str, str],
    formats: Sequence[str],
) -> tuple[Dump, ...]:
    """Write the dumps in these formats: the data graphs together, and every graph.

    ``quads`` holds the data graphs, sorted like the file of each graph.  N-Quads and N-Triples are sorted lines;
    the other formats come graph by graph.
    """
    (folder / "dumps" / "graphs").mkdir(parents=True)
    wanted = tuple(find_formats(name)[0] for name in formats)
    lines = [form for form in wanted if form.name in ("nquads", "ntriples")]
    turtles = [form for form in wanted if form.name in ("turtle", "trig")]
    others = [form for form in wanted if form not in lines and form not in turtles]

    def tasks() -> Iterator[Callable[[], object]]:
        # The longest first.  Compression lets other threads run, so that two of them are worth it.
        if turtles:
            yield partial(_write_turtles, folder, data, beside, turtles, prefixes)
        sources = [(quads, None, data), *((part.quads, part.graph.name, (part,)) for part in (*data, *beside))]
        sources.sort(key=lambda each: -each[0].stat().st_size)
        for source, graph, parts in sources:
            for form in lines:
                yield partial(_write_lines, source, folder / _path(graph, form), form, parts)
        for form in others:
            yield partial(_write_others, folder, data, beside, form, prefixes)

    with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as threads:
        for running in [threads.submit(task) for task in tasks()]:
            running.result()
    return tuple(_list_dumps(wanted, (*data, *beside)))


def _path(graph: str | None, form: Format) -> str:
    return f"dumps/{WHOLE}{form.suffix}" if graph is None else graph_path(graph, form)


def _list_dumps(formats: Sequence[Format], parts: Sequence[Part]) -> Iterator[Dump]:
    for form in formats:
        for path, iri in (
            (_path(None, form), None),
            *((_path(part.graph.name, form), part.graph.iri) for part in parts),
        ):
            yield Dump(path, form, iri)
            for coding, suffix in SUFFIXES.items():
                yield Dump(path + suffix, form, iri, coding)


def _write_lines(source: Path, out: Path, form: Format, parts: Sequence[Part]) -> None:
    graphs = [f" <{part.graph.iri}> .\n".encode() for part in parts]
    with source.open("rb") as lines, _sink(out) as sink:
        # A line is never cut: what follows it up to its end is taken with it.
        while block := lines.read(_BLOCK) + lines.readline():
            sink(block if form.name == "nquads" else _without_graphs(block, graphs))


def _without_graphs(lines: bytes, graphs: Sequence[bytes]) -> bytes:
    """N-Quads as N-Triples.  A line break stands in no literal, so that what ends a line is found by its text."""
    if len(graphs) > _FEW:
        return _GRAPH.sub(b" .\n", lines)
    for graph in graphs:
        lines = lines.replace(graph, b" .\n")
    return lines


def _write_turtles(
    folder: Path, data: Sequence[Part], beside: Sequence[Part], formats: Sequence[Format], prefixes: Mapping[str, str]
) -> None:
    """Turtle and TriG at once: TriG puts the Turtle of a graph between braces (TriG, 2.2)."""
    head = _head(prefixes)
    with ExitStack() as whole:
        all_of = {form: whole.enter_context(_sink(folder / _path(None, form))) for form in formats}
        for sink in all_of.values():
            sink(head)
        for part in (*data, *beside):
            with ExitStack() as stack:
                sinks = [(form, stack.enter_context(_sink(folder / _path(part.graph.name, form)))) for form in formats]
                for _, sink in sinks:
                    sink(head)
                # The graphs beside the data are no part of the whole.
                sinks += all_of.items() if part in data else ()
                trig = [sink for form, sink in sinks if form.kind is Kind.DATASET]
                for sink in trig:
                    sink(b"<%b> {\n" % part.graph.iri.encode())
                out = _Tail(len(head), [sink for _, sink in sinks])
                write_statements(part.quads, cast("IO[bytes]", out), find_formats("turtle")[0], prefixes)
                out.close()
                for sink in trig:
                    sink(b"}\n")


def _head(prefixes: Mapping[str, str]) -> bytes:
    """The declarations of the prefixes, as they stand before the first triple."""
    lines = sorted(f"@prefix {prefix}: <{iri}> .\n".encode() for prefix, iri in prefixes.items())
    return b"".join(lines)


def _write_others(
    folder: Path, data: Sequence[Part], beside: Sequence[Part], form: Format, prefixes: Mapping[str, str]
) -> None:
    for graph, paths in ((None, [part.quads for part in data]), *((p.graph.name, [p.quads]) for p in (*data, *beside))):
        path = folder / _path(graph, form)
        write_dump(paths, path, form, prefixes)
        with path.open("rb") as file, _sink(path, plain=False) as sink:
            while block := file.read(_BLOCK):
                sink(block)


class _Tail:
    """A file that passes on what is written to it in blocks, but for so many bytes at its beginning."""

    def __init__(self, left_out: int, sinks: Sequence[Callable[[bytes], object]]) -> None:
        self._left_out = left_out
        self._sinks = sinks
        self._block = io.BytesIO()

    def write(self, data: bytes) -> int:
        self._block.write(data)
        if self._block.tell() >= _BLOCK:
            self._pass_on()
        return len(data)

    def flush(self) -> None:
        pass

    def close(self) -> None:
        self._pass_on()

    def _pass_on(self) -> None:
        data = self._block.getvalue()
        self._block = io.BytesIO()
        for sink in self._sinks:
            sink(data[self._left_out :])
        self._left_out = max(0, self._left_out - len(data))


@contextmanager
def _sink(path: Path, *, plain: bool = True) -> Iterator[Callable[[bytes], object]]:
    """What takes the bytes of a file, and writes it and its compressed twins."""
    gzip = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    zstd = zstandard.ZstdCompressor(level=_ZSTD_LEVEL, write_checksum=True).compressobj()
    with ExitStack() as stack:
        as_it_is = stack.enter_context(path.open("wb")) if plain else None
        zipped = stack.enter_context(path.with_name(path.name + SUFFIXES["gzip"]).open("wb"))
        standard = stack.enter_context(path.with_name(path.name + SUFFIXES["zstd"]).open("wb"))

        def take(data: bytes) -> None:
            if as_it_is is not None:
                as_it_is.write(data)
            zipped.write(gzip.compress(data))
            standard.write(zstd.compress(data))

        yield take
        zipped.write(gzip.flush())
        standard.write(zstd.flush())
