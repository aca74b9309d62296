"""The order of the steps: sources, tables, mapping, gate, release.  A failure leaves the earlier release."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

import rdflib

from lotgraph import __version__
from lotgraph.build import gate, retirement
from lotgraph.build.engine import Dataset, GraphFile, Run
from lotgraph.build.shapes import Judge, check_shapes, copy_shapes, find_own
from lotgraph.build.shapes import judge as judge_shapes
from lotgraph.database import memory_errors
from lotgraph.errors import (
    GateError,
    InternalError,
    Problem,
    ReleaseError,
)
from lotgraph.formats.media import find_formats
from lotgraph.linking.reconciliation.building import INDEX, write_index
from lotgraph.rdf.statements import read_statements
from lotgraph.rdf.store.loading import load, load_beside, update
from lotgraph.release import assembly, dumps, quality
from lotgraph.release.catalogue import Distribution, catalogue
from lotgraph.release.folder import (
    DESCRIPTION,
    RELEASES,
    STORE,
    Graph,
    PublicationMetadata,
    Release,
    SourceOf,
    current_if_any,
    current_release,
    describe,
    differing,
    digest,
    files_of,
    read_release,
    write_checksums,
    write_plain_checksums,
    write_store_checksums,
)
from lotgraph.release.mappings import MEDIA_TYPE, write_mappings
from lotgraph.release.retention import retain
from lotgraph.release.reuse import SOFTWARE, EarlierRelease, find_changes, find_reusable, share, software_digest
from lotgraph.release.statistics import Statistics
from lotgraph.release.statistics.measurement import measure
from lotgraph.release.switch import publish, staging, unwritable
from lotgraph.release.tombstones import TOMBSTONES
from lotgraph.release.vocabularies import VOCABULARIES, write_vocabulary
from lotgraph.schema import LIST_SEPARATOR
from lotgraph.schema.vocabulary import compact, mint, prefixes
from lotgraph.settings import Settings, resources
from lotgraph.sources.facts import FactTables
from lotgraph.sources.folder import read_sources
from lotgraph.sources.written import name_as_written, write_tables
from lotgraph.validation import (
    Report,
    read_turtle,
    report_graph,
    validate,
)

Progress = Callable[[str], None]

STEPS = ("read", "map", "check", "dump", "load", "publish")

BESIDE = "beside"
"""Folder, among the shapes, of those that judge what lotgraph itself says about the data."""


@dataclass(frozen=True)
class Inputs:
    """What a build is made of: source folders, and the ontology and shapes that they are checked by."""

    sources: tuple[Path, ...]
    ontology: Path
    shapes: Path
    documents: Path | None = None
    alone: bool = False
    """Whether the sources are a whole release of their own; ``previous`` is then the version that came before it."""
    previous: str | None = None
    own_shapes: tuple[Path, ...] = ()
    """Folders of the publisher's shapes."""
    reference: bool = False
    """Whether own shapes that the judge does not know are judged by the reference validator, however long it takes."""
    fresh: bool = False
    """Whether nothing is taken from the release before."""
    retirements_out: Path | None = None
    """Where the rows are written that a build is refused for the lack of."""

    @classmethod
    def of(cls, sources: Sequence[Path], documents: Path | None = None, own_shapes: tuple[Path, ...] = ()) -> Inputs:
        """The sources with lotgraph's own ontology and shapes, and those of the publisher."""
        ontology, shapes = resources.ontology_dir(), resources.shapes_dir()
        return cls(tuple(sources), ontology, shapes, documents, own_shapes=own_shapes)


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


@dataclass(frozen=True)
class _Judged:
    """Data that passed the gate: what was found in terms of the release, their numbers, and what is to be warned of.

    ``steps`` are the mappings that each chain is made of.  The warnings are in terms of the files that were read.
    """

    judgement: quality.Judgement
    statistics: Statistics
    steps: Mapping[str, tuple[str, ...]]
    warnings: tuple[Problem, ...]


def quiet(step: str) -> None:
    """Progress that nobody watches."""


def check(inputs: Inputs, settings: Settings, progress: Progress = quiet, judge: Judge = validate) -> Checked:
    """Read, map and judge the sources, by another validator if one is given, and publish nothing.

    Raises InputError where they break the contract of the tables, GateError where a shape.
    """
    with memory_errors(), tempfile.TemporaryDirectory(prefix="lotgraph-") as work:
        run, tables, dataset = _map(inputs, settings, Path(work), progress)
        judged = _judge(inputs, run, tables, progress, judge)
        return Checked(judged.judgement.report, judged.warnings, dataset.triples)


def build(inputs: Inputs, out: Path, settings: Settings, progress: Progress = quiet) -> Published:
    """Make a release of the sources in the publication folder ``out`` and switch it in.

    Raises what ``check`` raises, ReleaseError where the folder cannot be written or the version is taken, and
    InternalError where what lotgraph says of the release breaks its own shapes.  Whatever is raised, the release
    that was current stays so.
    """
    with _disk(out), memory_errors(), staging(out) as (folder, work):
        run, tables, dataset = _map(inputs, settings, work, progress)
        judged = _judge(inputs, run, tables, progress, validate)
        earlier = None if inputs.alone else current_if_any(out)
        reusable = None if inputs.fresh else find_reusable(current_if_any(out), settings.base)
        retired = retirement.retire(
            tables, dataset.quads, settings.base, inputs.sources, earlier, inputs.retirements_out
        )
        warnings = (*retired.warnings, *judged.warnings)
        write_tables(tables, folder / "tables")
        dataset = retirement.write_tombstones(retired, dataset, settings.base, work, folder / "tables")
        assembly.copy_vocabulary(folder, inputs.ontology, inputs.shapes)
        copy_shapes(inputs.own_shapes, folder / "shapes")
        version = settings.version or _version(folder, settings)
        dataset = _with_vocabularies(dataset, folder, settings.base, work)
        dataset = _with_quality(
            dataset, quality.describe(judged.judgement, settings.base, version), settings.base, work
        )
        release = _describe(tables, dataset, settings, version, judged.judgement.report)
        release = replace(release, previous=inputs.previous if inputs.alone else _previous(out, version))
        progress("dump")
        with ThreadPoolExecutor(2) as threads:
            # They take as long as the dumps, and the first lets other threads run.
            loaded = threads.submit(_write_store, folder, work, dataset, release, reusable)
            names = prefixes(release.base)
            assembly.write_graph(
                report_graph(judged.judgement.report, release.base), work, folder / "report.ttl", names
            )
            about, digests = _write_files(folder, work, dataset, release, judged, reusable)
            beside = [*(graph.path for graph in dataset.beside), about]
            _judge_beside(inputs, beside)
            progress("load")
            loaded.result()
        load_beside(folder / STORE, beside)
        (work / INDEX).rename(folder / STORE / INDEX)
        (folder / STORE / SOFTWARE).write_text(software_digest(), encoding="utf-8")
        write_store_checksums(folder / STORE)
        write_checksums(folder, digests)
        progress("publish")
        new = publish(out, folder, version)
        retain(out, settings.queryable_releases)
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
            **asdict(old.imprint),
            "dump_formats": ", ".join(old.formats),
        },
    )
    inputs = Inputs(
        (folder / "tables",),
        folder / "ontology",
        folder / "shapes",
        alone=True,
        previous=old.previous,
        own_shapes=find_own(folder / "shapes"),
        reference=True,
    )
    published = build(inputs, out, settings, progress)
    return published, differing(folder, published.folder)


def _map(inputs: Inputs, settings: Settings, work: Path, progress: Progress) -> tuple[Run, FactTables, Dataset]:
    progress("read")
    check_shapes(inputs.own_shapes)
    codes = inputs.ontology / "codes.csv"
    tables = read_sources(inputs.sources, codes, inputs.documents, work, settings.memory_megabytes)
    progress("map")
    run = Run(tables.connection, settings.base)
    return run, tables, run.write(work)


def _judge(inputs: Inputs, run: Run, tables: FactTables, progress: Progress, judge: Judge) -> _Judged:
    """What the gate found.  After it nothing is left of the statements but their files."""
    progress("check")
    shapes, ontology = (read_turtle(folder) for folder in (inputs.shapes, inputs.ontology))
    misplaced = gate.find_misplaced(run)
    statements = run.statements(shared=bool(misplaced))
    report = judge_shapes(statements, shapes, ontology, inputs.own_shapes, judge, reference=inputs.reference)
    problems = (*misplaced, *gate.locate_findings(report.violations, run, tables))
    warnings = (*tables.warnings, *gate.locate_findings(report.warnings, run, tables))
    if problems:
        raise GateError(problems, warnings)
    values, extent = quality.measure(statements), measure(statements)
    statements.drop()
    written = name_as_written(tables)
    told = (*written.warnings, *gate.locate_findings(report.warnings, run, written))
    imported = any(table == "import_report" for _, table in tables.files)
    judgement = quality.Judgement(report, quality.rules(shapes), values, told, imported)
    return _Judged(judgement, extent, _steps(tables, run.base), warnings)


def _judge_beside(inputs: Inputs, quads: Sequence[Path]) -> None:
    """Judge what lotgraph says about the data by shapes of its own."""
    with read_statements(quads) as statements:
        report = validate(statements, read_turtle(inputs.shapes / BESIDE), rdflib.Graph())
    if report.violations:
        told = "\n".join(f"  {found.focus} {compact(found.path)}: {found.message}" for found in report.violations[:10])
        raise InternalError(
            f"the catalogue or the quality of the release breaks shapes/{BESIDE}/, which is a fault of lotgraph; "
            f"nothing was published. Please report it:\n{told}"
        )


def _with_quality(dataset: Dataset, measured: rdflib.Graph, base: str, work: Path) -> Dataset:
    """The dataset with the measurements beside the notes that its sources bring."""
    graph, path = mint(base, "graph-quality"), work / "quality.nq"
    lines = set(assembly.quads(measured, graph))
    for notes in dataset.beside:
        if notes.iri == graph:
            lines.update(notes.path.read_bytes().splitlines(keepends=True))
    path.write_bytes(b"".join(sorted(lines)))
    others = [each for each in dataset.beside if each.iri != graph]
    beside = sorted([*others, GraphFile(graph, path, len(lines))], key=lambda each: each.iri)
    return replace(dataset, beside=tuple(beside))


def _with_vocabularies(dataset: Dataset, folder: Path, base: str, work: Path) -> Dataset:
    """The dataset with the ontology and the shapes of the release folder beside the data."""
    graphs = []
    for name in VOCABULARIES:
        path = work / f"{name}.nq"
        iri, triples = write_vocabulary(folder / name, name, base, path)
        graphs.append(GraphFile(iri, path, triples))
    return replace(dataset, beside=(*dataset.beside, *graphs))


def _previous(out: Path, version: str) -> str | None:
    """The version that a new one follows: the current one; of one that is there already, what it says itself."""
    try:
        place = out / RELEASES / version
        current = read_release(place if place.exists() else current_release(out))
    except ReleaseError:
        return None
    return current.previous if current.version == version else current.version


def _version(folder: Path, settings: Settings) -> str:
    """The version of a release that nobody gave one: a digest of all that goes into it."""
    parts = [__version__, settings.base, settings.title, settings.publisher, settings.licence, settings.issued]
    parts += [settings.dump_formats, *asdict(_imprint(settings)).values()]
    whole = hashlib.sha256(json.dumps(parts).encode())
    for path in files_of(folder):
        whole.update(path.relative_to(folder).as_posix().encode() + b"\0")
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return f"0+{whole.hexdigest()[:12]}"


def _describe(tables: FactTables, dataset: Dataset, settings: Settings, version: str, report: Report) -> Release:
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
        graphs=tuple(_graph(graph, names, settings.formats) for graph in dataset.graphs),
        beside=tuple(_graph(graph, names, settings.formats) for graph in dataset.beside),
        sources=tuple(
            SourceOf(
                source.id, mint(base, "source", source.id), source.title, source.publisher,
                source.licence, source.kind, source.sha256, source.captured, source.url,
            )
            for source in tables.sources
        ),
        counts={compact(iri): count for iri, count in dataset.instances.items()},
        imprint=_imprint(settings),
        formats=settings.formats,
    )  # fmt: skip


def _imprint(settings: Settings) -> PublicationMetadata:
    return PublicationMetadata(**{field.name: getattr(settings, field.name) for field in fields(PublicationMetadata)})


def _graph(graph: GraphFile, names: dict[str, str], formats: Sequence[str]) -> Graph:
    name = names[graph.iri]
    form = find_formats("turtle" if "turtle" in formats else "nquads")[0]
    return Graph(graph.iri, name, graph.triples, dumps.graph_path(name, form))


def _steps(tables: FactTables, base: str) -> dict[str, tuple[str, ...]]:
    """The mappings that each chain is made of, in their order."""
    found = tables.connection.execute("select source, id, derived_from from mappings where derived_from is not null")
    mapping = mint(base, "mapping", "", "").rstrip("/")
    return {
        mint(base, "mapping", source, name): tuple(f"{mapping}/{step}" for step in steps.split(LIST_SEPARATOR))
        for source, name, steps in found.fetchall()
    }


def _write_files(
    folder: Path,
    work: Path,
    dataset: Dataset,
    release: Release,
    judged: _Judged,
    reusable: EarlierRelease | None,
) -> tuple[Path, dict[str, str]]:
    """Everything but tables, vocabulary, report and store.

    Gives the catalogue as N-Quads, for the store, and the digests of the dumps by path.
    """
    names = prefixes(release.base)
    data, beside = (
        tuple(dumps.Part(graph, file.path) for graph, file in zip(graphs, files, strict=True))
        for graphs, files in ((release.graphs, dataset.graphs), (release.beside, dataset.beside))
    )
    content = dumps.Content(dataset.quads, data, beside)
    written = dumps.write_dumps(folder, content, names, release.formats, reusable)
    distributions = tuple(
        Distribution(dump.path, dump.format.media_type, dump.digest.size, dump.digest.sha256, dump.graph)
        for dump in written
    )
    write_plain_checksums(folder, {dump.path: dump.digest.sha256 for dump in written if not dump.coding})
    mapped = [mint(release.base, kind) for kind in ("graph-mappings", "graph-mapping-candidates")]
    graphs = [file.path for file in (*dataset.graphs, *dataset.beside) if file.iri in mapped]
    if path := write_mappings(folder, graphs, release, judged.steps):
        size, sha256 = (folder / path).stat().st_size, digest(folder / path)
        distributions += (Distribution(path, MEDIA_TYPE, size, sha256),)
    (folder / DESCRIPTION).write_text(describe(release), encoding="utf-8")
    described = catalogue(release, distributions, judged.statistics)
    assembly.write_graph(described, work, folder / "catalogue.ttl", names)
    about = work / "catalogue.nq"
    about.write_bytes(b"".join(assembly.quads(described, mint(release.base, "graph-catalogue"))))
    return about, {each.path: each.sha256 for each in distributions}


def _write_store(folder: Path, work: Path, dataset: Dataset, release: Release, reusable: EarlierRelease | None) -> None:
    """The store of the data and the index of their names, or those of the release before with what changed."""
    tombstones = folder / "tables" / TOMBSTONES
    language = release.imprint.language
    changes = find_changes(reusable, dataset.quads) if reusable else None
    with ThreadPoolExecutor(1) as thread:
        # It lets other threads run while it loads.
        if reusable and changes:
            beside = [graph.iri for graph in reusable.about.beside] + [mint(release.base, "graph-catalogue")]
            beside += sorted(set(reusable.about.data_graphs) - set(release.data_graphs))
            store = reusable.folder / STORE
            loaded = thread.submit(update, store, folder / STORE, changes.removed, changes.added, beside)
        else:
            loaded = thread.submit(load, folder / STORE, [dataset.quads])
        if reusable and changes and changes.keep_names(reusable, language, tombstones):
            share(reusable.folder / STORE / INDEX, work / INDEX)
        else:
            write_index(work / INDEX, dataset.quads, language, tombstones)
        loaded.result()


@contextmanager
def _disk(out: Path) -> Iterator[None]:
    """Tell a full or failing disk in our own words."""
    try:
        yield
    except OSError as error:
        raise unwritable(out, error) from error
