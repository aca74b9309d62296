"""The order of the steps: sources, tables, mapping, gate, release.  A failure leaves the earlier release."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import rdflib

from lotgraph import __version__, gate, resources
from lotgraph.catalogue import Distribution, catalogue
from lotgraph.engine import Dataset, GraphFile, Run
from lotgraph.errors import GateError, Problem
from lotgraph.release import assembly
from lotgraph.release.folder import (
    DESCRIPTION,
    RELEASES,
    STORE,
    Graph,
    Release,
    SourceOf,
    describe,
    differing,
    files_of,
    read_release,
    write_checksums,
)
from lotgraph.release.switch import publish, staging, unwritable
from lotgraph.settings import Settings
from lotgraph.sources import FactTables, read_sources, write_tables
from lotgraph.store import JudgedStore, judged_store, load
from lotgraph.validation import Report, report_graph, validate
from lotgraph.vocabulary import compact, mint, prefixes

Progress = Callable[[str], None]
Judge = Callable[[JudgedStore, rdflib.Graph, rdflib.Graph], Report]

STEPS = ("read", "map", "check", "dump", "load", "publish")


@dataclass(frozen=True)
class Inputs:
    """What a build is made of: source folders, and the ontology and shapes that they are checked by."""

    sources: tuple[Path, ...]
    ontology: Path
    shapes: Path
    documents: Path | None = None

    @classmethod
    def of(cls, sources: Sequence[Path], documents: Path | None = None) -> Inputs:
        """The sources with lotgraph's own ontology and shapes."""
        return cls(tuple(sources), resources.ontology_dir(), resources.shapes_dir(), documents)


@dataclass(frozen=True)
class Checked:
    """Sources that passed the gate, and what it warned of."""

    report: Report
    warnings: tuple[Problem, ...]
    triples: int


@dataclass(frozen=True)
class Published:
    """A release in its place; ``new`` is false where this very release was there before."""

    release: Release
    folder: Path
    warnings: tuple[Problem, ...]
    new: bool


def quiet(step: str) -> None:
    """Progress that nobody watches."""


def check(inputs: Inputs, settings: Settings, progress: Progress = quiet, judge: Judge = validate) -> Checked:
    """Read, map and judge the sources, by another validator if one is given, and publish nothing.

    Raises InputError where they break the contract of the tables, GateError where a shape.
    """
    with tempfile.TemporaryDirectory(prefix="lotgraph-") as work:
        run, tables, dataset = _mapped(inputs, settings, Path(work), progress)
        progress("check")
        report, warnings = _judged(inputs, run, tables, dataset, judge)
        return Checked(report, warnings, dataset.triples)


def build(inputs: Inputs, out: Path, settings: Settings, progress: Progress = quiet) -> Published:
    """Make a release of the sources in the publication folder ``out`` and switch it in.

    Raises what ``check`` raises, and ReleaseError where the folder cannot be written or the version is
    taken.  Whatever is raised, the release that was current stays so.
    """
    with _disk(out), staging(out) as (folder, work):
        run, tables, dataset = _mapped(inputs, settings, work, progress)
        progress("check")
        report, warnings = _judged(inputs, run, tables, dataset, validate)
        write_tables(tables, folder / "tables")
        assembly.copy_vocabulary(folder, inputs.ontology, inputs.shapes)
        version = settings.version or _version(folder, settings)
        release = _described(tables, dataset, settings, version, report)
        progress("dump")
        about = _write_files(folder, work, dataset, release, report)
        progress("load")
        load(folder / STORE, [dataset.quads], [dataset.about, about])
        write_checksums(folder)
        progress("publish")
        new = publish(out, folder, version)
        return Published(release, out / RELEASES / version, warnings, new)


def rebuild(folder: Path, out: Path, progress: Progress = quiet) -> tuple[Published, tuple[str, ...]]:
    """Build a release again from its own tables, ontology and shapes, into another publication folder.

    Gives the new release and the paths of the files that are not the same, which should be none.
    """
    old = read_release(folder)
    settings = Settings.load(
        None,
        {},
        {
            "base": old.base,
            "title": old.title,
            "publisher": old.publisher,
            "licence": old.licence,
            "version": old.version,
            "issued": old.issued or "",
        },
    )
    inputs = Inputs((folder / "tables",), folder / "ontology", folder / "shapes")
    published = build(inputs, out, settings, progress)
    return published, differing(folder, published.folder)


def _mapped(inputs: Inputs, settings: Settings, work: Path, progress: Progress) -> tuple[Run, FactTables, Dataset]:
    progress("read")
    tables = read_sources(inputs.sources, inputs.ontology / "codes.csv", inputs.documents)
    progress("map")
    run = Run(tables.connection, settings.base)
    return run, tables, run.write(work)


def _judged(
    inputs: Inputs, run: Run, tables: FactTables, dataset: Dataset, judge: Judge
) -> tuple[Report, tuple[Problem, ...]]:
    shapes, ontology = (_turtle(folder) for folder in (inputs.shapes, inputs.ontology))
    report = judge(judged_store([dataset.quads]), shapes, ontology)
    problems = (*gate.misplaced(run), *gate.told(report.violations, run, tables))
    if problems:
        raise GateError(problems)
    return report, (*tables.warnings, *gate.told(report.warnings, run, tables))


def _turtle(folder: Path) -> rdflib.Graph:
    graph = rdflib.Graph()
    for path in sorted(folder.glob("*.ttl")):
        graph.parse(path)
    return graph


def _version(folder: Path, settings: Settings) -> str:
    """The version of a release that nobody gave one: a digest of all that goes into it."""
    said = [__version__, settings.base, settings.title, settings.publisher, settings.licence, settings.issued]
    whole = hashlib.sha256(json.dumps(said).encode())
    for path in files_of(folder):
        whole.update(path.relative_to(folder).as_posix().encode() + b"\0")
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return f"0+{whole.hexdigest()[:12]}"


def _described(tables: FactTables, dataset: Dataset, settings: Settings, version: str, report: Report) -> Release:
    base = settings.base
    names = assembly.graph_names(base, [graph.iri for graph in (*dataset.graphs, *dataset.beside)])
    return Release(
        version=version,
        issued=settings.issued or None,
        base=base,
        title=settings.title,
        publisher=settings.publisher,
        licence=settings.licence,
        software=__version__,
        triples=dataset.triples,
        warnings=len(report.warnings),
        validator=report.validator,
        graphs=tuple(_graph(graph, names) for graph in dataset.graphs),
        beside=tuple(_graph(graph, names) for graph in dataset.beside),
        sources=tuple(
            SourceOf(
                source.id, mint(base, "source", source.id), source.title, source.publisher,
                source.licence, source.kind, source.sha256,
            )
            for source in tables.sources
        ),
        counts={compact(iri): count for iri, count in dataset.instances.items()},
    )  # fmt: skip


def _graph(graph: GraphFile, names: dict[str, str]) -> Graph:
    name = names[graph.iri]
    return Graph(graph.iri, name, graph.triples, f"dumps/graphs/{name}.ttl")


def _write_files(folder: Path, work: Path, dataset: Dataset, release: Release, report: Report) -> Path:
    """Everything but tables, vocabulary and store; gives the catalogue as N-Quads, for the store."""
    names = prefixes(release.base)
    data, beside = (
        [assembly.Part(graph, file.path) for graph, file in zip(graphs, files, strict=True)]
        for graphs, files in ((release.graphs, dataset.graphs), (release.beside, dataset.beside))
    )
    dumps = assembly.write_dumps(folder, dataset.quads, data, beside, names)
    distributions = (
        Distribution(dump.path, dump.format.media_type, size, sha256, dump.graph)
        for dump, size, sha256 in assembly.measured(folder, dumps)
    )
    (folder / DESCRIPTION).write_text(describe(release), encoding="utf-8")
    assembly.write_graph(report_graph(report, release.base), work, folder / "report.ttl", names)
    described = catalogue(release, distributions)
    assembly.write_graph(described, work, folder / "catalogue.ttl", names)
    about = work / "catalogue.nq"
    graph = mint(release.base, "graph-catalogue")
    lines = described.serialize(format="nt", encoding="utf-8").splitlines()
    about.write_bytes(b"".join(b"%b<%b> .\n" % (line[:-1], graph.encode()) for line in lines if line))
    return about


@contextmanager
def _disk(out: Path) -> Iterator[None]:
    """Tell a full or failing disk in our own words."""
    try:
        yield
    except OSError as error:
        raise unwritable(out, error) from error
