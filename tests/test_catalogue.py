"""The catalogue of a release: DCAT-AP conforms to its shapes, every number of VoID is counted again in the dump."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from rdflib.namespace import DCAT, DCTERMS, FOAF, PROV, RDF, RDFS, SKOS, VOID
from tests import folders
from tests.dumps import plain

from lotgraph.build import pipeline
from lotgraph.errors import InternalError, ReleaseError
from lotgraph.rdf.statements import read_statements
from lotgraph.release.catalogue import catalogue, entries
from lotgraph.release.catalogue.landing import dataset as schema_dataset
from lotgraph.release.catalogue.naming import VCARD, Distribution
from lotgraph.release.folder import PublicationMetadata, Release
from lotgraph.release.statistics import Statistics
from lotgraph.release.statistics.measurement import measure
from lotgraph.settings import Settings
from lotgraph.validation import validate

TYPE = str(RDF.type)
HEX = "0123456789abcdef" * 4
IMPRINT = PublicationMetadata(
    description="Berufe und ihre Fähigkeiten.",
    language="de-AT",
    keywords="jobs, skills",
    themes="http://publications.europa.eu/resource/authority/data-theme/SOCI",
    publisher_url="https://example.org/",
    contact_name="The desk",
    contact_email="desk+data@example.org",
    contact_url="https://example.org/ask",
)


def numbers(dump: Path) -> Statistics:
    """What a dump alone shows."""
    with read_statements([dump]) as statements:
        return measure(statements)


@pytest.fixture(scope="module")
def quads(folder: Path) -> list[tuple[str, str, str, str]]:
    """The dump, as text: what anybody can count in."""
    found = ox.parse(plain(folder / "dumps" / "lotgraph.nq"), format=ox.RdfFormat.N_QUADS)
    return [(str(q.subject), str(q.predicate), str(q.object), str(q.graph_name)) for q in found]


@pytest.fixture(scope="module")
def dcat_ap(root: Path) -> rdflib.Graph:
    path = root.parent / "shared" / "suites" / "dcat-ap-3.0.1" / "html_shacl_shapes.ttl"
    if not path.is_file():
        pytest.skip("../shared/suites/dcat-ap-3.0.1 is not here")
    return rdflib.Graph().parse(path)


def iri(text: str) -> str:
    return f"<{text}>"


def number(graph: rdflib.Graph, thing: rdflib.term.Node, name: str) -> int:
    (value,) = graph.objects(thing, VOID[name])
    return int(str(value))


def names(release: Release) -> tuple[rdflib.URIRef, rdflib.URIRef]:
    """The catalogue and the dataset."""
    return rdflib.URIRef(f"{release.base}catalogue"), rdflib.URIRef(f"{release.base}releases/{release.version}/")


def conforms(graph: rdflib.Graph, shapes: rdflib.Graph) -> None:
    said, _, text = pyshacl.validate(graph, shacl_graph=shapes)
    assert said, text


def test_it_conforms_to_dcat_ap(described: rdflib.Graph, dcat_ap: rdflib.Graph) -> None:
    conforms(described, dcat_ap)


def made(release: Release, folder: Path) -> rdflib.Graph:
    files = [
        Distribution("dumps/lotgraph.nq.gz", "application/n-quads", 5, HEX, coding="gzip"),
        Distribution("dumps/graphs/a%2Fb.ttl.zst", "text/turtle", 5, HEX, release.graphs[0].iri, "zstd"),
    ]
    return catalogue(release, files, numbers(folder / "dumps" / "lotgraph.nq"))


def test_it_conforms_with_everything_stated_and_other_releases(
    release: Release, folder: Path, dcat_ap: rdflib.Graph
) -> None:
    stated = replace(
        release, imprint=IMPRINT, publisher="A & B", issued="2026-05-31", licence="https://example.org/licence"
    )
    graph = made(replace(stated, version="2", previous="1"), folder)
    graph.parse(data=entries([replace(stated, version="1")]), format="nt")
    conforms(graph, dcat_ap)
    site, dataset = names(replace(release, version="2"))
    assert len(list(graph.objects(site, DCAT.dataset))) == 2
    assert str(graph.value(dataset, rdflib.URIRef(f"{DCAT}previousVersion"))).endswith("/releases/1/")
    assert graph.value(dataset, DCTERMS.description) == rdflib.Literal(IMPRINT.description, lang="de-AT")
    assert set(graph.objects(dataset, DCAT.keyword)) == {rdflib.Literal(w, lang="de-AT") for w in ("jobs", "skills")}
    assert str(graph.value(dataset, DCTERMS.language)) == "http://id.loc.gov/vocabulary/iso639-1/de"
    contact = graph.value(dataset, DCAT.contactPoint)
    assert str(graph.value(contact, VCARD.hasEmail)) == "mailto:desk+data@example.org"
    assert str(graph.value(contact, VCARD.fn)) == "The desk"
    kinds = {str(each) for each in graph.objects(None, DCAT.compressFormat)}
    assert {kind.rpartition("/")[2] for kind in kinds} == {"gzip", "zstd"}
    assert {str(each).rpartition("/")[2] for each in graph.objects(None, DCAT.mediaType)} == {"n-quads", "turtle"}


def test_what_nobody_states_is_said_not_to_be_stated(release: Release, described: rdflib.Graph) -> None:
    site, dataset = names(release)
    publisher = described.value(site, DCTERMS.publisher)
    assert str(described.value(publisher, FOAF.name)) == "not stated"
    assert described.value(dataset, DCAT.contactPoint) is None
    assert described.value(dataset, DCTERMS.issued) is None
    licensed = {f"{release.base}graph/source/{source.id}" for source in release.sources if "://" in source.licence}
    assert len(licensed) == 1
    for thing in (site, dataset, *map(rdflib.URIRef, set(release.data_graphs) - licensed)):
        rights = described.value(thing, DCTERMS.rights)
        assert str(described.value(rights, RDFS.label)) == "not stated"


def test_a_graph_has_the_licence_of_its_source(release: Release, folder: Path) -> None:
    first, *others = release.sources
    licensed = replace(release, sources=(replace(first, licence="https://example.org/by"), *others))
    graph = made(licensed, folder)
    source = rdflib.URIRef(f"{release.base}graph/source/{first.id}")
    assert str(graph.value(source, DCTERMS.license)) == "https://example.org/by"
    assert graph.value(source, DCTERMS.rights) is None
    assert graph.value(rdflib.URIRef(release.base + "graph/entities"), DCTERMS.license) is None


# VoID, counted again


def extent(quads: list[tuple[str, str, str, str]]) -> dict[str, int]:
    typed = [(s, o) for s, p, o, _ in quads if p == iri(TYPE)]
    return {
        "triples": len({quad[:3] for quad in quads}),
        "entities": len({s for s, _ in typed}),
        "classes": len({o for _, o in typed}),
        "properties": len({p for _, p, _, _ in quads}),
        "distinctSubjects": len({s for s, _, _, _ in quads}),
        "distinctObjects": len({o for _, _, o, _ in quads}),
    }


def test_the_data_are_counted(
    release: Release, described: rdflib.Graph, quads: list[tuple[str, str, str, str]]
) -> None:
    _, dataset = names(release)
    expected = extent(quads)
    assert {name: number(described, dataset, name) for name in expected} == expected


def test_each_graph_is_counted_and_no_graph_beside_the_data(
    release: Release, described: rdflib.Graph, quads: list[tuple[str, str, str, str]]
) -> None:
    _, dataset = names(release)
    parts = defaultdict(list)
    for quad in quads:
        parts[quad[3]].append(quad)
    subsets = {iri(str(each)) for each in described.objects(dataset, VOID.subset)}
    links = {iri(str(each)) for each in described.subjects(RDF.type, VOID.Linkset)}
    assert subsets - links == parts.keys()
    for name, part in parts.items():
        expected = extent(part)
        assert {key: number(described, rdflib.URIRef(name[1:-1]), key) for key in expected} == expected
    for beside in release.beside:
        assert described.value(rdflib.URIRef(beside.iri), VOID.triples) is None


def test_classes_and_properties_are_counted(
    release: Release, described: rdflib.Graph, quads: list[tuple[str, str, str, str]]
) -> None:
    _, dataset = names(release)
    members = defaultdict(set)
    for s, p, o, _ in quads:
        if p == iri(TYPE):
            members[o].add(s)
    told = {}
    for part in described.objects(dataset, VOID.classPartition):
        inner = {
            iri(str(described.value(each, VOID.property))): number(described, each, "triples")
            for each in described.objects(part, VOID.propertyPartition)
        }
        name = iri(str(described.value(part, VOID["class"])))
        told[name] = (number(described, part, "entities"), number(described, part, "triples"), inner)
    expected = {}
    for name, things in members.items():
        used = Counter(p for s, p, _, _ in quads if s in things)
        expected[name] = (len(things), used.total(), dict(used))
    assert told == expected
    properties = {
        iri(str(described.value(part, VOID.property))): [
            number(described, part, name) for name in ("triples", "distinctSubjects", "distinctObjects")
        ]
        for part in described.objects(dataset, VOID.propertyPartition)
    }
    by_property = defaultdict(list)
    for quad in quads:
        by_property[quad[1]].append(quad)
    assert properties == {
        p: [len(part), len({s for s, _, _, _ in part}), len({o for _, _, o, _ in part})]
        for p, part in by_property.items()
    }


def test_links_and_vocabularies_are_counted(
    release: Release, described: rdflib.Graph, quads: list[tuple[str, str, str, str]]
) -> None:
    _, dataset = names(release)
    typed = {s: g for s, p, _, g in quads if p == iri(TYPE)}

    def home(thing: str) -> str:
        # Of what another publisher names and the data do not describe, its namespace.
        return typed.get(thing) or re.sub(r"[^/#]*>$", ">", thing)

    expected = Counter(
        (p, home(s), home(o)) for s, p, o, _ in quads if p.startswith(f"<{SKOS}") and p.endswith("Match>")
    )

    def end(links: rdflib.term.Node, property_iri: rdflib.URIRef) -> rdflib.term.Node | None:
        target = described.value(links, property_iri)
        return described.value(target, VOID.uriSpace) or target

    told = Counter(
        {
            (
                iri(str(described.value(links, VOID.linkPredicate))),
                iri(str(end(links, VOID.subjectsTarget))),
                iri(str(end(links, VOID.objectsTarget))),
            ): number(described, links, "triples")
            for links in described.subjects(RDF.type, VOID.Linkset)
        }
    )
    assert told == expected
    assert told.total() == 89
    terms = {p for _, p, _, _ in quads} | {o for _, p, o, _ in quads if p == iri(TYPE)}
    vocabularies = {str(each) for each in described.objects(dataset, VOID.vocabulary)}
    assert all(any(term.startswith(f"<{vocabulary}") for vocabulary in vocabularies) for term in terms)


def test_numbers_of_odd_terms(tmp_path: Path) -> None:
    """Literals with spaces and dots, another publisher's concepts, a thing with two classes, no type at all."""
    b, match = "https://data.example.org/", f"{SKOS}exactMatch"
    lines = [
        f'<{b}a> <{b}p> "x <{b}y> <{b}g> ." <{b}g> .',
        f'<{b}a> <{b}p> "é \\" \\n"@en <{b}g> .',
        f"<{b}a> <{TYPE}> <{b}C> <{b}g> .",
        f"<{b}a> <{TYPE}> <{b}D> <{b}h> .",
        f"<{b}a> <{match}> <http://data.europa.eu/esco/occupation/1> <{b}g> .",
        f"<{b}é> <{match}> <{b}a> <{b}h> .",
    ]
    (tmp_path / "odd.nq").write_text("".join(f"{line}\n" for line in sorted(lines)), "utf-8")
    found = numbers(tmp_path / "odd.nq")
    assert [path.name for path in tmp_path.iterdir()] == ["odd.nq"], "nothing is left beside what was counted"
    whole = found.whole
    assert (whole.triples, whole.entities, whole.classes, whole.properties) == (6, 1, 2, 3)
    assert (whole.subjects, whole.objects) == (2, 6)
    assert [(links.subjects, links.objects, links.triples) for links in found.links] == [
        (f"{b}", f"{b}g", 1),
        (f"{b}g", "http://data.europa.eu/esco/occupation/", 1),
    ]
    assert {(used.iri, used.triples) for used in found.classes} == {(f"{b}C", 5), (f"{b}D", 5)}


def test_a_dump_that_is_not_there_cannot_be_counted(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match=r"none\.nq: cannot be read: No such file"):
        numbers(tmp_path / "none.nq")


# PROV


def test_the_release_leads_back_to_what_was_captured(release: Release, folder: Path) -> None:
    first, *others = release.sources
    captured = replace(first, captured="2026-05-31T10:00:00Z", url="https://example.org/page")
    graph = made(replace(release, sources=(captured, *others)), folder)
    _, dataset = names(release)
    (build,) = graph.objects(dataset, PROV.wasGeneratedBy)
    (software,) = graph.objects(build, PROV.wasAssociatedWith)
    assert (software, RDF.type, PROV.SoftwareAgent) in graph
    version = rdflib.URIRef("https://schema.org/softwareVersion")
    assert str(graph.value(software, version)) == release.software
    assert {str(each) for each in graph.objects(build, PROV.used)} == {each.iri for each in release.sources}
    capture = graph.value(rdflib.URIRef(first.iri), PROV.wasGeneratedBy)
    assert str(graph.value(capture, PROV.used)) == "https://example.org/page"
    assert str(graph.value(capture, PROV.endedAtTime)) == "2026-05-31T10:00:00+00:00"
    for source in release.sources:
        data = rdflib.URIRef(f"{release.base}graph/source/{source.id}")
        assert graph.value(data, PROV.wasDerivedFrom) == rdflib.URIRef(source.iri)
    assert len(list(graph.subject_objects(PROV.endedAtTime))) == 1


# schema.org


def test_schema_org_says_what_is_stated_and_no_more(release: Release) -> None:
    files = [("dumps/a%2Fb.nq", "application/n-quads", 5, HEX)]
    said = schema_dataset(release, files, "https://data.example.org/jobs/")
    assert said["license"] == {"@type": "CreativeWork", "name": "not stated"}
    assert not {"creator", "datePublished", "keywords"} & said.keys()
    (file,) = said["distribution"]
    assert file["contentUrl"] == f"https://data.example.org/jobs/releases/{release.version}/dumps/a%252Fb.nq"
    stated = replace(release, imprint=IMPRINT, publisher="A & B", issued="2026-05-31", licence="https://example.org/l")
    said = schema_dataset(stated, files, "https://data.example.org/jobs/")
    assert said["license"] == "https://example.org/l"
    assert said["datePublished"] == "2026-05-31"
    assert said["creator"]["contactPoint"]["email"] == "desk+data@example.org"


# The build

BASE = "https://data.example.org/"
SKILLS = "id,label\npython,Python\n"


def built(source: Path, out: Path, **options: str) -> pipeline.Published:
    said = {"base": BASE, "dump_formats": "nquads", **options}
    return pipeline.build(pipeline.Inputs.of([source]), out, Settings.load(Path("/dev/null"), {}, said))


def test_a_release_names_the_one_before_it_and_is_built_again_from_itself(tmp_path: Path) -> None:
    source = folders.put(tmp_path / "source", {"skills": SKILLS})
    said = {"description": "Skills.", "contact_email": "desk@example.org", "keywords": "a, b"}
    first = built(source, tmp_path / "out", version="1", **said)
    second = built(source, tmp_path / "out", version="2", **said)
    assert (first.release.previous, second.release.previous) == (None, "1")
    # The same build again finds what is there, whichever release is current.
    assert not built(source, tmp_path / "out", version="1", **said).new
    assert not built(source, tmp_path / "out", version="2", **said).new
    again, changed = pipeline.rebuild(second.folder, tmp_path / "again")
    assert (again.release.previous, changed) == ("1", ())
    assert again.release.imprint == second.release.imprint
    assert again.release.imprint.description == "Skills."


def test_a_catalogue_that_breaks_its_shapes_is_a_fault_of_lotgraph(tmp_path: Path, root: Path) -> None:
    shapes = tmp_path / "shapes"
    (shapes / "beside").mkdir(parents=True)
    (shapes / "beside" / "strict.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix dcat: <http://www.w3.org/ns/dcat#> .\n"
        "<https://w3id.org/lotgraph/shapes#C99> a sh:PropertyShape ; sh:targetClass dcat:Catalog ;"
        ' sh:path dcat:record ; sh:minCount 1 ; sh:message "must have a record"@en .\n',
        "utf-8",
    )
    source = folders.put(tmp_path / "source", {"skills": SKILLS})
    inputs = replace(pipeline.Inputs.of([source]), shapes=shapes)
    with pytest.raises(InternalError, match=r"a fault of lotgraph; nothing was published") as caught:
        pipeline.build(inputs, tmp_path / "out", Settings.load(Path("/dev/null"), {}, {"base": BASE}))
    assert "<https" not in str(caught.value)
    assert "https://data.example.org/catalogue dcat:record: must have a record" in str(caught.value)
    assert caught.value.exit_code == 4
    assert not (tmp_path / "out" / "current").exists()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("dcat:byteSize", "dcat:keyword", "must say how long its file is"),
        ("void:entities", "void:documents", "must say how many things are of the class"),
        ("dct:publisher", "dct:creator", "must have one publisher, who is an agent"),
        ("dct:rights", "dct:accessRights", "must have one licence, or say that it is not stated"),
        ("prov:wasGeneratedBy", "prov:wasInfluencedBy", "must be made by one build"),
        ("dqv:inDimension", "dqv:inCategory", "must be in one dimension"),
        ("dqv:value", "dqv:qualityValue", "must be one number"),
        ("oa:hasBody", "oa:bodyValue", "must say something"),
    ],
)
def test_the_shapes_of_what_lotgraph_says_find_what_is_wrong(
    folder: Path, root: Path, tmp_path: Path, old: str, new: str, message: str
) -> None:
    shapes = rdflib.Graph()
    for path in (root / "shapes" / "beside").glob("*.ttl"):
        shapes.parse(path)
    file = "catalogue.ttl" if old.startswith(("dcat", "void", "dct", "prov")) else "dumps/graphs/quality.ttl"
    text = plain(folder / file).decode()
    graph = rdflib.Graph().parse(data=text.replace(f"{old} ", f"{new} "), format="turtle")
    quads = tmp_path / "changed.nq"
    quads.write_bytes(graph.serialize(format="nt", encoding="utf-8"))
    with read_statements([quads]) as statements:
        found = validate(statements, shapes, rdflib.Graph()).violations
    assert message in {each.message for each in found}
