"""The dumps of a release: the whole and each graph, in several formats, each kept with gzip and with zstd.

Everything is made from the sorted N-Quads of the mapping in one pass for each kind of format, and never held in
memory.  No plain file lies on disk: what is sent plain is decompressed.  The same input gives the same bytes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Final, cast

from lotgraph.formats.frames import SUFFIXES, Digest, FrameReader, FrameWriter, Segment, compress
from lotgraph.formats.media import Format, Kind, find_formats
from lotgraph.rdf.nquads import cut_lines, find_segments
from lotgraph.rdf.store.serialization import write_dump, write_statements
from lotgraph.release.folder import Graph, digest
from lotgraph.release.reuse import EarlierRelease

WHOLE: Final = "lotgraph"

_BLOCK: Final = 1 << 20


@dataclass(frozen=True)
class Dump:
    """One file of triples: its path in the release, its format, its graph where it holds but one, its digest.

    ``coding`` is the content coding of a compressed file; the plain one, without a coding, is made of it.
    """

    path: str
    format: Format
    digest: Digest
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


@dataclass(frozen=True)
class Content:
    """What is dumped: the data graphs, together in ``quads`` as sorted N-Quads and each apart, and those beside."""

    quads: Path
    data: tuple[Part, ...]
    beside: tuple[Part, ...]


def write_dumps(
    folder: Path,
    content: Content,
    prefixes: Mapping[str, str],
    formats: Sequence[str],
    earlier: EarlierRelease | None = None,
) -> tuple[Dump, ...]:
    """Write the dumps in these formats: the data graphs together, and every graph.

    N-Quads and N-Triples are sorted lines; the other formats come graph by graph.  What ``earlier`` has of them is
    not compressed again.
    """
    data, beside = content.data, content.beside
    (folder / "dumps" / "graphs").mkdir(parents=True)
    wanted = tuple(find_formats(name)[0] for name in formats)
    parts = (*data, *beside)
    linked = _link_graphs(folder, parts, wanted, earlier) if earlier else []
    done = {each.graph for each in linked if each.graph is not None}
    new = [part for part in parts if part.graph.iri not in done]
    lines = [form for form in wanted if form.name in ("nquads", "ntriples")]
    turtles = [form for form in wanted if form.name in ("turtle", "trig")]
    others = [form for form in wanted if form not in lines and form not in turtles]

    def tasks() -> Iterator[Callable[[], list[_Written]]]:
        # The longest first.  Compression lets other threads run, so that two of them are worth it.
        if turtles:
            yield partial(_write_turtles, folder, data, beside, turtles, prefixes, done)
        sources = [(content.quads, None), *((part.quads, part.graph) for part in new)]
        if lines:
            for source, graph in sorted(sources, key=lambda each: -each[0].stat().st_size):
                known = earlier if graph is None else None
                yield partial(_write_lines, folder, source, graph, lines, known)
        for form in others:
            yield partial(_write_others, folder, data, new, form, prefixes)

    with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as threads:
        running = [threads.submit(task) for task in tasks()]
        written = [*linked, *(each for task in running for each in task.result())]
    found = {dump.path: dump for each in written for dump in each.dumps()}
    order = [None, *(part.graph for part in parts)]
    paths = (
        f"{_path(graph, form)}{suffix}" for form in wanted for graph in order for suffix in ("", *SUFFIXES.values())
    )
    return tuple(found[path] for path in paths)


def _link_graphs(
    folder: Path, parts: Sequence[Part], formats: Sequence[Format], earlier: EarlierRelease
) -> list[_Written]:
    """The dumps of the graphs that an earlier release had, and that say what they said there."""
    found = []
    nquads = find_formats("nquads")[0]
    for part in parts:
        before = next(
            (each for each in earlier.about.graphs + earlier.about.beside if each.iri == part.graph.iri), None
        )
        if before is None or earlier.plain.get(graph_path(before.name, nquads)) != digest(part.quads):
            continue
        paths = [graph_path(before.name, form) for form in formats]
        if not all(path in earlier.plain for path in paths):
            continue
        for form, path in zip(formats, paths, strict=True):
            new = _path(part.graph, form)
            packed = earlier.link(path, folder / new, earlier.plain[path])
            if packed is not None:
                found.append(_Written(new, form, part.graph.iri, packed.plain, packed.coded))
    return found


@dataclass(frozen=True)
class _Written:
    """A dump that was written, and its digests: of what is plain, and of the files by their coding."""

    path: str
    format: Format
    graph: str | None
    plain: Digest
    coded: Mapping[str, Digest]

    def dumps(self) -> Iterator[Dump]:
        yield Dump(self.path, self.format, self.plain, self.graph)
        for coding, suffix in SUFFIXES.items():
            yield Dump(self.path + suffix, self.format, self.coded[coding], self.graph, coding)


class _File:
    """A dump that is being written."""

    def __init__(self, folder: Path, graph: Graph | None, form: Format) -> None:
        self.form = form
        self._path = _path(graph, form)
        self._graph = None if graph is None else graph.iri
        self._writer = FrameWriter(folder / self._path)

    def __enter__(self) -> Callable[[Segment], None]:
        return self._writer.__enter__().write

    def __exit__(self, *error: object) -> None:
        self._writer.__exit__(*cast("tuple[None, None, None]", error))

    def written(self) -> _Written:
        return _Written(self._path, self.form, self._graph, self._writer.plain, self._writer.coded)


def _path(graph: Graph | None, form: Format) -> str:
    return f"dumps/{WHOLE}{form.suffix}" if graph is None else graph_path(graph.name, form)


def _write_lines(
    folder: Path, source: Path, graph: Graph | None, formats: Sequence[Format], earlier: EarlierRelease | None
) -> list[_Written]:
    """N-Quads and N-Triples at once: these are cut where those are."""
    files = [_File(folder, graph, form) for form in formats]
    with ExitStack() as stack, source.open("rb") as lines:
        known = _Known(stack, [_path(graph, form) for form in formats], earlier)
        sinks = [(file.form, stack.enter_context(file)) for file in files]
        for segment, name in _named_segments(source) if known else ((each, b"") for each in cut_lines(lines)):
            before = known.find(name)
            if before:
                for (_, sink), each in zip(sinks, before, strict=True):
                    sink(each)
                continue
            for form, sink in sinks:
                sink(compress(segment if form.name == "nquads" else _without_graphs(segment)))
    return [file.written() for file in files]


def _named_segments(source: Path) -> Iterator[tuple[bytes, bytes]]:
    with source.open("rb") as lines:
        for name, (start, length) in find_segments(source).items():
            lines.seek(start)
            yield lines.read(length), name


class _Known:
    """The segments of an earlier release: those of N-Quads by their names, and the same of the other formats."""

    def __init__(self, stack: ExitStack, paths: Sequence[str], earlier: EarlierRelease | None) -> None:
        opened = [earlier.open(path) for path in paths] if earlier else []
        self._frames = [stack.enter_context(frames) for frames in opened if frames is not None]
        self._numbers: dict[bytes, int] = {}
        is_same = len(self._frames) == len(paths) and len({frames.count for frames in self._frames}) == 1
        if earlier and is_same and paths[0].endswith(find_formats("nquads")[0].suffix):
            names = find_segments(earlier.folder / paths[0])
            self._numbers = (
                {name: number for number, name in enumerate(names)} if len(names) == self._frames[0].count else {}
            )

    def __bool__(self) -> bool:
        return bool(self._numbers)

    def find(self, name: bytes) -> tuple[Segment, ...]:
        number = self._numbers.get(name)
        return () if number is None else tuple(frames.segment(number) for frames in self._frames)


def _without_graphs(lines: bytes) -> bytes:
    """N-Quads as N-Triples.  Each line ends in its graph, an IRI, which holds no space."""
    return b"".join([line[: line.rindex(b" <")] + b" .\n" for line in lines.splitlines()])


def _write_turtles(
    folder: Path,
    data: Sequence[Part],
    beside: Sequence[Part],
    formats: Sequence[Format],
    prefixes: Mapping[str, str],
    done: Collection[str],
) -> list[_Written]:
    """Turtle and TriG at once: TriG puts the Turtle of a graph between braces (TriG, 2.2).

    The graphs of the IRIs ``done`` are written already.
    """
    head = compress(_head(prefixes))
    wholes = [_File(folder, None, form) for form in formats]
    written = []
    with ExitStack() as stack:
        all_of = [(each.form, stack.enter_context(each)) for each in wholes]
        for _, sink in all_of:
            sink(head)
        for part in (*data, *beside):
            # The graphs beside the data are no part of the whole.
            outer = all_of if part in data else []
            if part.graph.iri in done:
                _copy_turtle(folder, part, outer, formats[0])
                continue
            files = [_File(folder, part.graph, form) for form in formats]
            with ExitStack() as inner:
                sinks = [(each.form, inner.enter_context(each)) for each in files]
                for _, sink in sinks:
                    sink(head)
                _write_turtle(part, [*sinks, *outer], prefixes, len(head.plain))
            written += files
    return [each.written() for each in (*wholes, *written)]


_Sinks = Sequence[tuple[Format, Callable[[Segment], None]]]


def _write_turtle(part: Part, sinks: _Sinks, prefixes: Mapping[str, str], head: int) -> None:
    trig = [sink for form, sink in sinks if form.kind is Kind.DATASET]
    begin, end = _braces(part)
    for sink in trig:
        sink(begin)
    body = _Tail(head, [sink for _, sink in sinks])
    write_statements(part.quads, cast("IO[bytes]", body), find_formats("turtle")[0], prefixes)
    body.close()
    for sink in trig:
        sink(end)


def _copy_turtle(folder: Path, part: Part, sinks: _Sinks, form: Format) -> None:
    """Put the Turtle of a graph that is written, as Turtle or as TriG, into the whole."""
    begin, end = _braces(part)
    path = folder / (_path(part.graph, form) + SUFFIXES["zstd"])
    with FrameReader(path) as frames:
        # The first is the head; in TriG the braces are segments of their own.
        inner = range(2, frames.count - 1) if form.kind is Kind.DATASET else range(1, frames.count)
        for each, sink in sinks:
            if each.kind is Kind.DATASET:
                sink(begin)
        for number in inner:
            segment = frames.segment(number)
            for _, sink in sinks:
                sink(segment)
        for each, sink in sinks:
            if each.kind is Kind.DATASET:
                sink(end)


def _braces(part: Part) -> tuple[Segment, Segment]:
    return compress(b"<%b> {\n" % part.graph.iri.encode()), compress(b"}\n")


def _head(prefixes: Mapping[str, str]) -> bytes:
    """The declarations of the prefixes, as they stand before the first triple."""
    lines = sorted(f"@prefix {prefix}: <{iri}> .\n".encode() for prefix, iri in prefixes.items())
    return b"".join(lines)


def _write_others(
    folder: Path, data: Sequence[Part], parts: Sequence[Part], form: Format, prefixes: Mapping[str, str]
) -> list[_Written]:
    done = []
    for graph, paths in ((None, [part.quads for part in data]), *((p.graph, [p.quads]) for p in parts)):
        plain = folder / _path(graph, form)
        write_dump(paths, plain, form, prefixes)
        whole = _File(folder, graph, form)
        with plain.open("rb") as file, whole as sink:
            while block := file.read(_BLOCK):
                sink(compress(block))
        plain.unlink()
        done.append(whole.written())
    return done


class _Tail:
    """A file that passes on what is written to it in segments, but for so many bytes at its beginning."""

    def __init__(self, left_out: int, sinks: Sequence[Callable[[Segment], object]]) -> None:
        self._left_out = left_out
        self._sinks = sinks
        self._block = bytearray()

    def write(self, data: bytes) -> int:
        self._block += data
        if self._left_out and len(self._block) >= self._left_out:
            del self._block[: self._left_out]
            self._left_out = 0
        while len(self._block) >= _BLOCK and not self._left_out:
            self._pass_on(_BLOCK)
        return len(data)

    def flush(self) -> None:
        pass

    def close(self) -> None:
        if self._block:
            self._pass_on(len(self._block))

    def _pass_on(self, size: int) -> None:
        segment = compress(bytes(self._block[:size]))
        del self._block[:size]
        for sink in self._sinks:
            sink(segment)
