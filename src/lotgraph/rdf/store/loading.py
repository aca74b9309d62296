"""Write a store from files, and open one."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile

import pyoxigraph as ox

from lotgraph.errors import StoreError
from lotgraph.formats.frames import open_plain
from lotgraph.rdf.store.oxigraph import oxigraph_node, store_errors
from lotgraph.rdf.store.query import Store
from lotgraph.rdf.store.serialization import format_of

_BLOCK = 16 * 1024 * 1024


def load(store_dir: Path, data: Iterable[Path], beside: Iterable[Path | tuple[str, Path]] = ()) -> None:
    """Write a new store from N-Quads files; a query sees the graphs of ``beside`` only by naming them.

    Those may be files of one graph too, each with the IRI of the graph, in the format of its suffix.
    """
    with store_errors(store_dir):
        store_dir.mkdir(parents=True)
        store = ox.Store(str(store_dir))
        _fill(store, data, beside, store_dir.parent)
        store.flush()


def load_beside(store_dir: Path, beside: Iterable[Path]) -> None:
    """Add graphs beside the data, as N-Quads files, to a store that nobody has opened yet."""
    with store_errors(store_dir):
        store = ox.Store(str(store_dir))
        _fill(store, (), beside, store_dir.parent)
        store.flush()


def update(
    earlier: Path, store_dir: Path, removed: Collection[bytes], added: Collection[bytes], beside: Iterable[str]
) -> None:
    """Write a new store from an earlier one and what changed: lines of N-Quads, and the IRIs of graphs to be left out.

    No triple stands in two data graphs, before or after.  Files that stay the same are shared (hard links).
    """
    with store_errors(store_dir):
        ox.Store.read_only(str(earlier)).backup(str(store_dir))
        store = ox.Store(str(store_dir))
        gone, new = (list(ox.parse(b"".join(lines), format=ox.RdfFormat.N_QUADS)) for lines in (removed, added))
        for quad in gone:
            store.remove(quad)
        for triple in {quad.triple for quad in gone} - {quad.triple for quad in new}:
            store.remove(ox.Quad(triple.subject, triple.predicate, triple.object))
        store.extend(new)
        store.extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in new)
        for iri in beside:
            store.remove_graph(oxigraph_node(iri))
        store.flush()


def open_release(store_dir: Path) -> Store:
    """Open a store read-only; several processes may."""
    if not (store_dir / "CURRENT").is_file():
        raise StoreError(f"{store_dir}: there is no store here; build the release again")
    with store_errors(store_dir):
        return Store(ox.Store.read_only(str(store_dir)))


def memory_store(data: Iterable[Path] = (), beside: Iterable[Path | tuple[str, Path]] = ()) -> Store:
    """A store in memory, filled as ``load`` does."""
    with store_errors("the store in memory"):
        store = ox.Store()
        _fill(store, data, beside)
        return Store(store)


def _fill(
    store: ox.Store, data: Iterable[Path], beside: Iterable[Path | tuple[str, Path]], work: Path | None = None
) -> None:
    """Fill a store; with a folder to ``work`` in, which it is for, in two threads."""
    if work is not None:
        _fill_in_threads(store, data, work)
        data = ()
    for path in data:
        with store_errors(path), open_plain(path) as quads, open_plain(path) as again:
            store.bulk_load(input=quads, format=ox.RdfFormat.N_QUADS)
            found = ox.parse(again, format=ox.RdfFormat.N_QUADS, lenient=True)
            store.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in found)
    with TemporaryFile(dir=work) as together:
        for file in beside:
            if isinstance(file, Path):
                with open_plain(file) as lines:
                    shutil.copyfileobj(lines, together)
                continue
            graph = oxigraph_node(file[0])
            with open_plain(file[1]) as statements:
                found = ox.parse(statements, format=format_of(file[1]))
                store.bulk_extend(ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in found)
        if together.tell():
            # Each load costs 50 ms on disk, however small it is.
            together.seek(0)
            store.bulk_load(input=together, format=ox.RdfFormat.N_QUADS)


def _fill_in_threads(store: ox.Store, data: Iterable[Path], work: Path) -> None:
    with TemporaryDirectory(prefix="triples-", dir=work) as folder, ThreadPoolExecutor(2) as threads:
        # The store lets other threads run while it loads.
        loads = []
        for number, path in enumerate(data):
            loads.append((path, threads.submit(_load_quads, store, path)))
            stripped = Path(folder) / f"{number}.nt"
            _strip_graphs(path, stripped)
            # A line that is not RDF is told by the load of the quads.
            triples = partial(store.bulk_load, path=str(stripped), format=ox.RdfFormat.N_TRIPLES, lenient=True)
            loads.append((path, threads.submit(triples)))
        for path, loaded in loads:
            with store_errors(path):
                loaded.result()


def _load_quads(store: ox.Store, path: Path) -> None:
    with open_plain(path) as quads:
        store.bulk_load(input=quads, format=ox.RdfFormat.N_QUADS)


def _strip_graphs(quads: Path, triples: Path) -> None:
    """N-Quads, a line as the mapping writes it, as N-Triples."""
    with open_plain(quads) as source, triples.open("wb") as target:
        while lines := source.readlines(_BLOCK):
            target.write(b"".join(map(_without_graph, lines)))


def _without_graph(line: bytes) -> bytes:
    cut = line.rfind(b" <")
    # A line without a graph ends in its object: in its IRI, or in a literal whose text may hold anything.
    named = line.count(b" ", 0, max(cut, 0)) > 1 and line[-4:] == b"> .\n" and line.find(b'"', cut) < 0
    return line[:cut] + b" .\n" if named else line
