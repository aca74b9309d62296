"""A release: what is in its folder, when it is another, and that a stop at any moment leaves the earlier one."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import DCAT, DCTERMS, RDF, RDFS, SH, VOID
from tests import folders
from tests.dumps import plain

from lotgraph.build.pipeline import (
    STEPS,
    Inputs,
    Published,
    build,
    rebuild,
)
from lotgraph.errors import (
    GateError,
    InputError,
    LotgraphError,
    ReleaseError,
    StoreError,
)
from lotgraph.rdf.store.loading import open_release
from lotgraph.release.assembly import graph_names
from lotgraph.release.catalogue import catalogue
from lotgraph.release.folder import (
    Release,
    current_release,
    differing,
    read_release,
)
from lotgraph.release.statistics import Extent, Statistics
from lotgraph.release.switch import staging, switch
from lotgraph.schema.vocabulary import expand
from lotgraph.settings import Settings

BASE = "https://data.example.org/"
SKILLS = "id,label\npython,Python\n"
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")

GRAPHS = {
    "codes",
    "entities",
    "lot-7.3.0",
    "mapping-candidates",
    "mappings",
    "ontology",
    "quality",
    "shapes",
    "source-careerexplorer-590d201f",
    "source-cityjobs-34016d0b",
    "source-crosswalk-lotgraph",
    "source-lightcast-c5d72436",
    "source-ncstate-3800fd2e",
    "source-techopedia-524d1d01",
}


def settings_of(**options: object) -> Settings:
    # Two formats of four are enough to be wrong in, and take half the time.
    return Settings.load(Path(os.devnull), {}, {"base": BASE, "dump_formats": "nquads, turtle"} | options)


def published(source: Path, out: Path, **options: object) -> Published:
    return build(Inputs.of([source]), out, settings_of(**options))


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def files(folder: Path) -> dict[str, str]:
    """Every file of a release but those of its store, with its SHA-256."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: sha256(path) for name, path in found.items() if not name.startswith("store/")}


def state(publication: Path) -> tuple[str, dict[str, dict[str, str]]]:
    """The release that is current, and all releases with their files."""
    releases = {path.name: files(path) for path in (publication / "releases").iterdir() if path.is_dir()}
    return str((publication / "current").readlink()), releases


def assert_whole(folder: Path) -> None:
    """The files are those that were published, and the store opens and answers."""
    lines = (folder / "SHA256SUMS").read_text("utf-8").splitlines()
    sums = {line[66:]: line[:64] for line in lines}
    assert files(folder) == sums | {"SHA256SUMS": sha256(folder / "SHA256SUMS")}
    answer = open_release(folder / "store").query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    ((count,),) = answer.rows()
    assert count is not None
    assert int(count.value) == read_release(folder).triples


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return folders.put(tmp_path / "source", {"skills": SKILLS})


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A publication with one small release, to be copied."""
    folder = tmp_path_factory.mktemp("first")
    published(folders.put(folder / "source", {"skills": SKILLS}), folder / "publication")
    return folder / "publication"


@pytest.fixture
def out(first: Path, tmp_path: Path) -> Path:
    """A publication of one's own, with one small release."""
    return Path(shutil.copytree(first, tmp_path / "publication", symlinks=True))


# What is in a release: the seeds


def quads(path: Path) -> list[ox.Quad]:
    return list(ox.parse(plain(path), format=ox.RdfFormat.from_extension(path.suffix[1:])))


def test_the_layout_of_a_publication(publication: Path, folder: Path) -> None:
    assert {path.name for path in publication.iterdir()} == {"current", "releases"}
    assert {path.name for path in (publication / "releases").iterdir()} == {folder.name, ".lock"}
    assert (publication / "current").is_symlink()
    assert str((publication / "current").readlink()) == f"releases/{folder.name}"


def test_the_layout_of_a_release(folder: Path, seeds: Path, root: Path) -> None:
    names = {
        "SHA256SUMS",
        "catalogue.ttl",
        "dumps",
        "ontology",
        "release.json",
        "report.ttl",
        "shapes",
        "store",
        "tables",
    }
    assert {path.name for path in folder.iterdir()} == names
    assert {path.name for path in (folder / "dumps").iterdir()} == {
        "graphs",
        "mappings.sssom.tsv",
        "SHA256SUMS",
        *(f"lotgraph.{e}{coding}" for e in ("nq", "trig", "ttl", "nt") for coding in (".gz", ".zst")),
    }
    assert {path.name for path in (folder / "dumps" / "graphs").iterdir()} == {
        f"{name}.{e}{coding}" for name in GRAPHS for e in ("nq", "trig", "ttl", "nt") for coding in (".gz", ".zst")
    }
    for name in ("ontology", "shapes"):
        assert differing(root / name, folder / name) == ()
    ids = {path.name.rpartition("-")[0]: path for path in (folder / "tables").iterdir()}
    assert ids.keys() == {path.name for path in seeds.iterdir() if path.is_dir()}
    for name, path in ids.items():
        assert {file.name for file in path.iterdir()} == {file.name for file in (seeds / name).iterdir()}


def test_the_checksums_are_those_of_every_file(folder: Path) -> None:
    lines = (folder / "SHA256SUMS").read_text("utf-8").splitlines()
    names = [line[66:] for line in lines]
    assert names == sorted(names)
    assert_whole(folder)


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="sha256sum is not here")
def test_the_checksums_are_read_by_sha256sum(folder: Path) -> None:
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=folder, check=True)


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="sha256sum is not here")
def test_whoever_unpacks_the_dumps_checks_them_too(folder: Path, tmp_path: Path) -> None:
    for packed in (folder / "dumps").rglob("*.gz"):
        name = packed.relative_to(folder / "dumps").with_suffix("")
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(gzip.decompress(packed.read_bytes()))
    shutil.copyfile(folder / "dumps" / "SHA256SUMS", tmp_path / "SHA256SUMS")
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=tmp_path, check=True)


def test_every_dump_holds_the_same_triples(folder: Path, release: Release) -> None:
    dumps = folder / "dumps"
    nquads = quads(dumps / "lotgraph.nq")
    assert Counter(map(str, quads(dumps / "lotgraph.trig"))) == Counter(map(str, nquads))
    for name in ("lotgraph.ttl", "lotgraph.nt"):
        assert Counter(str(quad.triple) for quad in quads(dumps / name)) == Counter(str(quad.triple) for quad in nquads)
    for graph in release.graphs:
        inside = {str(quad.triple) for quad in nquads if quad.graph_name == ox.NamedNode(graph.iri)}
        assert {str(quad.triple) for quad in quads(folder / graph.dump)} == inside
        assert len(inside) == graph.triples


def test_the_graphs_beside_the_data_are_dumped_but_not_with_it(folder: Path, release: Release) -> None:
    assert {graph.name for graph in release.beside} == {"mapping-candidates", "ontology", "quality", "shapes"}
    store = ox.Store.read_only(str(folder / "store"))
    for beside in release.beside:
        stored = {str(quad.triple) for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(beside.iri))}
        assert {str(quad.triple) for quad in quads(folder / beside.dump)} == stored
        assert len(stored) == beside.triples > 0
        assert not {str(quad.triple) for quad in quads(folder / "dumps" / "lotgraph.nq")} & stored


def test_turtle_is_read_by_another_parser_and_uses_prefixes(folder: Path, release: Release) -> None:
    for graph in (*release.graphs, *release.beside):
        if graph.triples < 500:
            assert len(rdflib.Graph().parse(plain(folder / graph.dump), format="turtle")) == graph.triples
    text = plain(folder / "dumps" / "graphs" / "entities.ttl").decode()
    assert "\nskill:python-programming-language a skos:Concept , lg:Skill ;" in text


def test_release_json_says_what_the_release_is(folder: Path, release: Release) -> None:
    said = json.loads((folder / "release.json").read_text("utf-8"))
    assert said["version"] == folder.name
    assert said["issued"] is None
    assert said["base"] == "https://w3id.org/lotgraph/"
    assert {each["name"] for each in (*said["graphs"], *said["beside"])} == GRAPHS
    assert [each["id"] for each in said["sources"]] == sorted(path.name for path in (folder / "tables").iterdir())
    assert {each["kind"] for each in said["sources"]} == {"document", "table"}
    types = Counter(
        quad.object.value
        for quad in quads(folder / "dumps" / "lotgraph.nq")
        if quad.predicate.value == str(RDF.type) and isinstance(quad.object, ox.NamedNode)
    )
    assert {expand(curie): count for curie, count in said["counts"].items()} == types
    assert said["counts"]["lg:SkillListing"] == 87
    assert said["triples"] == release.triples == len(quads(folder / "dumps" / "lotgraph.nq"))


def test_nothing_of_this_machine_is_in_a_release(folder: Path, publication: Path, root: Path) -> None:
    places = {str(publication), str(root), str(Path.home()), os.uname().nodename}
    for name in files(folder):
        if not name.startswith(("ontology/", "shapes/")) and not name.endswith((".gz", ".zst")):
            text = (folder / name).read_text("utf-8")
            assert not [place for place in places if len(place) > 5 and place in text], name


def test_the_report_is_turtle_without_blank_nodes(folder: Path, release: Release) -> None:
    report = rdflib.Graph().parse(folder / "report.ttl")
    ((node, conforms),) = report.subject_objects(SH.conforms)
    assert (node, RDF.type, SH.ValidationReport) in report
    assert conforms.toPython() is (release.warnings == 0)  # type: ignore[attr-defined]
    results = list(report.objects(node, SH.result))
    assert len(results) == release.warnings
    assert {report.value(result, SH.resultSeverity) for result in results} <= {SH.Warning, SH.Info}
    assert not [term for triple in report for term in triple if isinstance(term, rdflib.BNode)]


def test_the_catalogue_describes_this_release(folder: Path, release: Release, described: rdflib.Graph) -> None:
    assert not [term for triple in described for term in triple if isinstance(term, rdflib.BNode)]
    (dataset,) = described.objects(rdflib.URIRef(f"{release.base}catalogue"), DCAT.dataset)
    assert str(described.value(dataset, rdflib.URIRef(f"{DCAT}version"))) == release.version
    assert int(str(described.value(dataset, VOID.triples))) == release.triples
    partitions = {
        str(described.value(part, VOID["class"])): int(str(described.value(part, VOID.entities)))
        for part in described.objects(dataset, VOID.classPartition)
    }
    assert partitions == {expand(curie): count for curie, count in release.counts.items()}


def test_the_catalogue_tells_size_and_checksum_of_each_dump(folder: Path, described: rdflib.Graph) -> None:
    told = {}
    for entity in described.subjects(RDF.type, DCAT.Distribution):
        checksum = described.value(entity, SPDX.checksum)
        address = str(described.value(entity, DCAT.downloadURL))
        path = address.removeprefix(f"https://w3id.org/lotgraph/releases/{folder.name}/")
        size = int(str(described.value(entity, DCAT.byteSize)))
        told[path] = (size, str(described.value(checksum, SPDX.checksumValue)))
        assert len(list(described.subjects(DCAT.distribution, entity))) == 1
    paths = [path for path in (folder / "dumps").rglob("*") if path.is_file() and path.name != "SHA256SUMS"]
    # Each packed dump is there as it is when it is unpacked, too.
    names = {path.relative_to(folder).as_posix() for path in paths}
    names |= {name.removesuffix(".zst") for name in names}
    found = {
        name: plain(folder / name) if not name.endswith((".gz", ".zst")) else (folder / name).read_bytes()
        for name in names
    }
    assert told == {name: (len(data), hashlib.sha256(data).hexdigest()) for name, data in found.items()}


def test_the_addresses_of_the_catalogue_are_served(endpoint: str, folder: Path, described: rdflib.Graph) -> None:
    server = endpoint.removesuffix("sparql")
    # A client each would read all the certificates of the machine anew.
    with httpx.Client(base_url=server, trust_env=False) as client:
        for address in described.objects(None, DCAT.downloadURL):
            path = str(address).removeprefix("https://w3id.org/lotgraph/")
            answer = client.get(path)
            file = folder.parent.parent / path
            expected = file.read_bytes() if file.is_file() else plain(file)
            assert (answer.status_code, answer.content) == (200, expected), path


def test_the_store_holds_the_catalogue(folder: Path, release: Release, described: rdflib.Graph) -> None:
    store = ox.Store.read_only(str(folder / "store"))
    graph = ox.NamedNode(f"{release.base}graph/catalogue")
    assert len(list(store.quads_for_pattern(None, None, None, graph))) == len(described)


# Versions


def test_the_version_is_a_digest_of_what_goes_in(out: Path, source: Path, tmp_path: Path) -> None:
    earlier = read_release(current_release(out)).version
    assert re.fullmatch(r"0\+[0-9a-f]{12}", earlier)
    again = published(source, out)
    assert (again.release.version, again.new) == (earlier, False)
    folders.put(source, {"skills": SKILLS.replace("Python\n", "Python 3\n")})
    versions = {earlier, published(source, out).release.version}
    versions.add(published(source, out, title="Skills", issued="2026-05-31").release.version)
    assert len(versions) == 3
    current, releases = state(out)
    assert releases.keys() == versions
    assert read_release(current_release(out)).issued == "2026-05-31"
    assert current == str((out / "current").readlink())
    assert {path.name for path in out.iterdir()} == {"current", "releases"}


def test_a_version_is_never_published_with_other_content(out: Path, source: Path) -> None:
    made = published(source, out, version="2026.1", issued="2026-05-31")
    assert made.folder == out / "releases" / "2026.1"
    assert (made.release.version, made.release.issued, made.new) == ("2026.1", "2026-05-31", True)
    said = rdflib.Graph().parse(made.folder / "catalogue.ttl")
    assert {str(day) for day in said.objects(None, DCTERMS.issued)} == {"2026-05-31"}
    before = state(out)
    folders.put(source, {"skills": SKILLS.replace("Python\n", "Python 3\n")})
    with pytest.raises(
        ReleaseError, match=r"2026\.1 is published already, with other content \(.*choose another"
    ) as caught:
        published(source, out, version="2026.1", issued="2026-05-31")
    assert str(made.folder) in str(caught.value)
    assert "tables/demo/skills.csv" in str(caught.value) or "dumps/" in str(caught.value)
    assert state(out) == before


def test_a_store_that_is_lost_comes_back_with_the_same_build(out: Path, source: Path) -> None:
    folder = current_release(out)
    shutil.rmtree(folder / "store")
    with pytest.raises(StoreError, match="build the release again"):
        open_release(folder / "store")
    assert not published(source, out).new
    assert_whole(folder)


def test_graphs_whose_names_would_be_alike_have_files_of_their_own() -> None:
    iris = [f"{BASE}graph/{name}" for name in ("a-b/1", "a/b-1", "LOT/1", "lot/1", "source/a%2Fb")]
    names = graph_names(BASE, iris)
    assert (names[iris[0]], names[iris[2]], names[iris[4]]) == ("a-b-1", "LOT-1", "source-a%2Fb")
    assert len({name.lower() for name in names.values()}) == len(iris)


@pytest.mark.parametrize(
    ("licence", "is_iri"),
    [("https://example.org/licence", True), ("http or so", False), ("https://example.org/a b", False), ("CC0", False)],
)
def test_the_licence_of_a_publication_is_an_iri_or_text(release: Release, licence: str, is_iri: bool) -> None:
    graph = catalogue(replace(release, licence=licence), (), Statistics(Extent(), (), (), (), ()))
    graph.serialize(format="nt")
    assert ((None, DCTERMS.license, rdflib.URIRef(licence)) in graph) is is_iri
    # DCAT-AP takes no text for a statement of rights, but a thing with a label.
    assert ((None, RDFS.label, rdflib.Literal(licence)) in graph) is not is_iri


# The link


def test_the_link_is_switched_at_once(out: Path) -> None:
    versions = [current_release(out).name, "other"]
    shutil.copytree(out / "releases" / versions[0], out / "releases" / "other")
    ended = threading.Event()
    seen: list[str] = []

    def look() -> None:
        while not ended.is_set():
            seen.append((out / "current").resolve(strict=True).name)

    reader = threading.Thread(target=look)
    reader.start()
    try:
        # Until the reader has looked often enough: switching may be quicker than looking.
        for turn in range(100_000):
            switch(out, versions[turn % 2])
            if turn >= 99 and turn % 2 and len(seen) > 10:
                break
    finally:
        ended.set()
        reader.join()
    assert set(seen) <= set(versions)
    assert len(seen) > 10
    assert str((out / "current").readlink()) == "releases/other"


def test_a_publication_may_be_moved(out: Path, tmp_path: Path) -> None:
    out.rename(tmp_path / "elsewhere")
    assert_whole(current_release(tmp_path / "elsewhere"))


# Builds that fail


@pytest.mark.parametrize(
    ("tables", "error"),
    [
        ({"skills": "id,label\npython,\n"}, InputError),
        ({"skills": SKILLS, "schemes": "id,version,title,number_of_levels\nlot,1,A taxonomy,3\n"}, GateError),
    ],
)
def test_sources_that_are_wrong_leave_everything_as_it_was(
    out: Path, tmp_path: Path, tables: dict[str, str], error: type[LotgraphError]
) -> None:
    before = state(out)
    with pytest.raises(error):
        published(folders.put(tmp_path / "wrong", tables), out)
    assert state(out) == before
    assert {path.name for path in (out / "releases").iterdir()} == {".lock", *before[1]}


def test_one_id_for_two_sources(out: Path, source: Path, tmp_path: Path) -> None:
    before = state(out)
    other = folders.put(tmp_path / "other", {"skills": "id,label\nrust,Rust\n"})
    with pytest.raises(InputError, match=r"other/source\.toml: id .*demo.* is also the id of .*source/source\.toml"):
        build(Inputs.of([source, other]), out, settings_of())
    assert state(out) == before


@pytest.mark.parametrize("place", ["", "releases", "releases/.lock"])
def test_a_folder_that_cannot_be_written(tmp_path: Path, source: Path, place: str) -> None:
    out = tmp_path / "out"
    if place.endswith(".lock"):
        (out / place).mkdir(parents=True)
    else:
        (out / place).parent.mkdir(parents=True, exist_ok=True)
        (out / place).write_text("in the way")
    with pytest.raises(ReleaseError, match=r"out: cannot be written: .*; choose another folder with --out"):
        published(source, out)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(tmp_path: Path, source: Path) -> None:
    (tmp_path / "out").mkdir(mode=0o500)
    with pytest.raises(ReleaseError, match=r"out: cannot be written: Permission denied"):
        published(source, tmp_path / "out")


def test_two_builds_at_once(out: Path, source: Path) -> None:
    before = state(out)
    with staging(out), pytest.raises(ReleaseError, match="publication: another build is at work there"):
        published(source, out, title="Another")
    assert state(out) == before
    with staging(out) as (folder, work):
        assert list(folder.iterdir()) == list(work.iterdir()) == []


# A process that stands ready and makes each build in a child of its own.
STOPPED = """
import os, resource, signal, sys
from pathlib import Path
from lotgraph.build import pipeline
from lotgraph.errors import LotgraphError
from lotgraph.release import switch
from lotgraph.settings import Settings

def stop(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def build(source, out, moment):
    step, _, limit = moment.partition(" ")
    if moment == "switch":
        switch.switch = stop
    elif moment == "replace":
        Path.replace = stop
    settings = Settings.load(Path(os.devnull), {}, {
        "base": "https://data.example.org/", "title": "Stopped", "dump_formats": "nquads, turtle"})
    reached = stop
    if limit:
        reached = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
    pipeline.build(pipeline.Inputs.of([source]), out, settings, lambda now: now == step and reached())

for line in sys.stdin:
    child = os.fork()
    if not child:
        try:
            build(Path(sys.argv[1]), Path(sys.argv[2]), line.strip())
        except LotgraphError as error:
            print(error.exit_code, error, flush=True)
            os._exit(0)
        os._exit(1)
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        print("signal", os.WTERMSIG(status), flush=True)
    elif status:
        print("status", status, flush=True)
"""


@contextlib.contextmanager
def builder(source: Path, out: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-W", "error", "-c", STOPPED, str(source), str(out)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, text=True, bufsize=1, **pipes) as process:  # type: ignore[call-overload]
        yield process


def ask(process: subprocess.Popen[str], moment: str) -> str:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{moment}\n")
    process.stdin.flush()
    return process.stdout.readline().strip()


def test_a_build_that_is_killed_leaves_the_earlier_release(out: Path, source: Path) -> None:
    current, releases = state(out)
    (earlier,) = releases
    with builder(source, out) as process:
        for moment in (*STEPS, "switch", "replace"):
            assert ask(process, moment) == "signal 9", moment
            assert str((out / "current").readlink()) == current
            assert files(out / "releases" / earlier) == releases[earlier]
            assert_whole(current_release(out))
    assert list(out.glob(".current-*"))
    made = published(source, out, title="Stopped")
    # It was in its place already when the last two were killed.
    assert not made.new
    assert {path.name for path in (out / "releases").iterdir()} == {".lock", earlier, made.release.version}
    assert {path.name for path in out.iterdir()} == {"current", "releases"}
    assert_whole(current_release(out))
    assert read_release(current_release(out)).title == "Stopped"


def test_a_disk_that_is_full_leaves_the_earlier_release(out: Path, source: Path) -> None:
    before = state(out)
    with builder(source, out) as process:
        # Bytes that one file may have from a step on: the N-Quads have more, and of the store some file.
        for limit, place in (("map 10000", "/.*work: cannot be written"), ("load 60000", ".*")):
            said = ask(process, limit)
            assert re.fullmatch(f"3 {out}{place}: File too large.*", said), said
            assert state(out) == before
            assert {path.name for path in (out / "releases").iterdir()} == {".lock", *before[1]}
    assert_whole(current_release(out))


# Building a release again


def test_a_release_is_built_again_from_itself(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    options = {"version": "1.0", "title": "Ours", "publisher": "A & B", "licence": "https://example.org/licence"}
    made = published(source, tmp_path / "one", **options)
    # Settings of the place where it is built again are not those of the release.
    monkeypatch.chdir(tmp_path)
    Path("lotgraph.toml").write_text('title = "Theirs"\nissued = "2020-01-01"\n', "utf-8")
    again, changed = rebuild(made.folder, tmp_path / "two")
    assert changed == ()
    assert files(again.folder) == files(made.folder)
    assert again.folder == tmp_path / "two" / "releases" / "1.0"


def test_a_release_that_was_changed_is_told_file_by_file(out: Path, tmp_path: Path) -> None:
    folder = current_release(out)
    table = folder / "tables" / "demo" / "skills.csv"
    table.write_text(table.read_text("utf-8").replace("Python", "Perl"), "utf-8")
    (folder / "dumps" / "lotgraph.ttl").write_text("", "utf-8")
    (folder / "more.txt").write_text("", "utf-8")
    _, changed = rebuild(folder, tmp_path / "again")
    assert {"dumps/graphs/entities.ttl.gz", "dumps/lotgraph.nq.zst", "dumps/lotgraph.ttl.zst", "more.txt"} <= set(
        changed
    )
    assert "ontology/lotgraph.ttl" not in changed
    assert changed == tuple(sorted(changed))


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"graphs": 1}', "\x00"])
def test_a_folder_that_is_no_release(tmp_path: Path, text: str) -> None:
    with pytest.raises(ReleaseError, match=r"is not a release of lotgraph: it has no release\.json"):
        read_release(tmp_path)
    (tmp_path / "release.json").write_text(text, "utf-8")
    with pytest.raises(ReleaseError, match="cannot be read as the description of a release"):
        read_release(tmp_path)
    with pytest.raises(ReleaseError, match=r"holds no published release .*make one with 'lotgraph build --out"):
        current_release(tmp_path)


def test_every_concept_is_a_skos_concept_and_every_scheme_has_top_concepts(folder: Path) -> None:
    store = ox.Store.read_only(str(folder / "store"))
    prefix = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX lg: <https://w3id.org/lotgraph/ns#> "

    def count(pattern: str) -> int:
        rows: Any = store.query(f"{prefix} SELECT (COUNT(DISTINCT ?x) AS ?n) {{ {pattern} }}")
        (row,) = rows
        return int(row["n"].value)

    assert count("?x skos:inScheme ?scheme FILTER NOT EXISTS { ?x a skos:Concept }") == 0
    assert count("?x a skos:Concept") == 164
    assert count("?x a skos:ConceptScheme FILTER NOT EXISTS { ?x skos:hasTopConcept ?top }") == 0
    assert count("?x skos:inScheme ?scheme FILTER NOT EXISTS { ?x skos:topConceptOf|skos:broader ?y }") == 0
    assert count("?x skos:topConceptOf ?scheme FILTER NOT EXISTS { ?scheme skos:hasTopConcept ?x }") == 0
    assert count("?scheme skos:hasTopConcept ?x FILTER NOT EXISTS { ?x skos:topConceptOf ?scheme }") == 0
    graphs = (
        "GRAPH ?g { ?x skos:prefLabel ?label } GRAPH ?h { ?x a skos:Concept } GRAPH ?i { ?s skos:hasTopConcept ?x }"
        " FILTER(?g != ?h || ?g != ?i)"
    )
    assert count(graphs) == 0


def test_the_ontology_and_the_shapes_are_graphs_without_blank_nodes(folder: Path, release: Release) -> None:
    for name in ("ontology", "shapes"):
        (graph,) = (each for each in release.beside if each.name == name)
        assert graph.iri == f"{release.base}graph/{name}"
        written = rdflib.Graph()
        for path in sorted((folder / name).glob("*.ttl")):
            written.parse(path)
        dumped = rdflib.Graph().parse(plain(folder / graph.dump), format="turtle")
        assert len(dumped) == len(written) == graph.triples
        nodes = {term for triple in dumped for term in triple}
        assert not [term for term in nodes if isinstance(term, rdflib.BNode)]
        stood_for = [term for term in nodes if str(term).startswith(f"{release.base}{name}#node-")]
        assert len(stood_for) == len({term for triple in written for term in triple if isinstance(term, rdflib.BNode)})
