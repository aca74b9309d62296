"""The store: what a query sees, how answers and dumps are written, what is refused."""

from __future__ import annotations

import io
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pyoxigraph as ox
import pytest
import rdflib
from tests import publications
from tests.publications import BASE, ENTITIES, OCCUPATION, QUALITY, SCHEME, SKOS, SOURCE

from lotgraph.errors import QueryError, StoreError
from lotgraph.formats import media
from lotgraph.formats.media import Kind
from lotgraph.rdf.store import loading, serialization
from lotgraph.rdf.store.query import Store
from lotgraph.rdf.terms import Dataset, Extent, Term

COUNT = "SELECT (COUNT(*) AS ?n) {from} WHERE {{ ?s ?p ?o }}"
LABELS = (f"{SKOS}prefLabel",)


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return publications.write_graphs(tmp_path_factory.mktemp("graphs"), publications.lines())


@pytest.fixture(scope="module", params=["disk", "memory"])
def opened(request: pytest.FixtureRequest, paths: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Store:
    data = [path for iri, path in paths.items() if iri != QUALITY]
    if request.param == "memory":
        return loading.memory_store(data, [paths[QUALITY]])
    folder = tmp_path_factory.mktemp("store") / "new" / "store"
    loading.load(folder, data, [paths[QUALITY]])
    return loading.open_release(folder)


def data_triples() -> int:
    return sum(len(lines) for iri, lines in publications.lines().items() if iri != QUALITY)


def value(opened: Store, query: str, dataset: Dataset | None = None) -> str:
    [[term]] = opened.query(query, dataset).rows()
    assert term is not None
    return term.value


def written(opened: Store, query: str, name: str) -> bytes:
    out = io.BytesIO()
    opened.query(query).write(media.find_formats(name)[0], out)
    return out.getvalue()


def test_the_default_graph_holds_each_triple_of_the_data_once_and_no_other(opened: Store) -> None:
    assert value(opened, COUNT.format(**{"from": ""})) == str(data_triples())
    assert not opened.query("ASK { ?s ?p 'Doubtful'@en }").boolean


def test_graphs_are_there_under_their_names(opened: Store) -> None:
    found = {row[0].value for row in opened.query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }").rows() if row[0]}
    assert found == {SCHEME, ENTITIES, SOURCE, QUALITY}
    assert opened.query(f"ASK {{ GRAPH <{QUALITY}> {{ ?s ?p 'Doubtful'@en }} }}").boolean


def test_a_query_joins_what_stands_in_different_graphs(opened: Store) -> None:
    query = f"SELECT ?l {{ ?x <{publications.LG}skill>/<{SKOS}prefLabel> ?l }}"
    assert list(opened.query(query).rows()) == [
        (Term("Python", "literal", "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString", "en"),)
    ]


@pytest.mark.parametrize(
    ("clause", "graphs"),
    [
        (f"FROM <{SCHEME}>", [SCHEME]),
        (f"FROM <{SCHEME}> FROM <{QUALITY}>", [SCHEME, QUALITY]),
        (f"FROM NAMED <{SCHEME}>", []),
        ("FROM <https://nowhere.example/>", []),
        ("FROM <file:///etc/passwd>", []),
    ],
)
def test_from_names_the_default_graph(opened: Store, clause: str, graphs: list[str]) -> None:
    expected = sum(len(publications.lines()[iri]) for iri in graphs)
    assert value(opened, COUNT.format(**{"from": clause})) == str(expected)


@pytest.mark.parametrize(
    ("default", "named", "triples", "graphs"),
    [
        ((SCHEME,), (), [SCHEME], 0),
        ((SCHEME, QUALITY, SCHEME), (), [SCHEME, QUALITY], 0),
        ((), (SCHEME, QUALITY), [], 2),
        ((SOURCE,), (SCHEME,), [SOURCE], 1),
        (("https://nowhere.example/",), (), [], 0),
    ],
)
def test_the_graphs_of_the_request_replace_those_of_the_query(
    opened: Store, default: tuple[str, ...], named: tuple[str, ...], triples: list[str], graphs: int
) -> None:
    dataset = Dataset(default, named)
    expected = sum(len(publications.lines()[iri]) for iri in triples)
    assert value(opened, COUNT.format(**{"from": f"FROM <{ENTITIES}>"}), dataset) == str(expected)
    query = "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert value(opened, query, dataset) == str(graphs)


def test_a_graph_that_is_no_iri_is_refused(opened: Store) -> None:
    with pytest.raises(QueryError, match="<no iri> is not an IRI"):
        opened.query("ASK {}", Dataset(("no iri",)))


@pytest.mark.parametrize(
    ("query", "kind", "variables"),
    [
        ("SELECT ?s ?o { ?s ?p ?o }", Kind.RESULTS, ("s", "o")),
        ("ASK { ?s ?p ?o }", Kind.RESULTS, ()),
        ("CONSTRUCT WHERE { ?s ?p ?o }", Kind.GRAPH, ()),
        (f"DESCRIBE <{OCCUPATION}>", Kind.GRAPH, ()),
    ],
)
def test_an_answer_knows_its_kind(opened: Store, query: str, kind: Kind, variables: tuple[str, ...]) -> None:
    answer = opened.query(query)
    assert (answer.kind, answer.variables) == (kind, variables)


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
def test_results_are_written_in_every_format(opened: Store, name: str) -> None:
    query = f"SELECT ?s ?l ?none {{ ?s <{SKOS}prefLabel> ?l }}"
    result = rdflib.query.Result.parse(io.BytesIO(written(opened, query, name)), format=name)
    found = {str(row[1]) for row in result if isinstance(row, rdflib.query.ResultRow)}
    assert found == {"Smith & Son", *publications.SKILLS.values()}
    if name in ("json", "xml"):
        asked = rdflib.query.Result.parse(io.BytesIO(written(opened, "ASK {}", name)), format=name)
        assert asked.askAnswer is True
    else:
        assert written(opened, "ASK {}", name).strip() == b"true"


# rdflib's own reader of JSON-LD uses what rdflib has deprecated.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
@pytest.mark.parametrize("name", ["turtle", "ntriples", "rdfxml", "jsonld"])
def test_graphs_are_written_in_every_format(opened: Store, name: str) -> None:
    form = media.find_formats(name)[0]
    graph = rdflib.Graph().parse(written(opened, "CONSTRUCT WHERE { ?s ?p ?o }", name), format=form.media_type)
    assert len(graph) == data_triples()


def test_turtle_uses_the_prefixes_that_are_given(opened: Store) -> None:
    out = io.BytesIO()
    opened.query(f"DESCRIBE <{OCCUPATION}>").write(
        media.find_formats("turtle")[0], out, {"occ": f"{BASE}id/occupation/"}
    )
    assert b"\nocc:23112013 " in out.getvalue()


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT ?s {\n ?s ?p \n}", "line 3, column 1: found }"),
        ("SELECT ?s { ?s lg:skill ?o }", "no PREFIX declares lg:"),
        ("PREFIX a: <http://a/>\nASK { ?s a:b 'c:d' ; e:f <g:h> # i:j\n }", "no PREFIX declares e:$"),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", "only queries are answered here, no updates"),
        ("PREFIX x: <http://x/#>\nDROP ALL", "only queries are answered here, no updates"),
        ("LOAD <file:///etc/passwd>", "only queries are answered here, no updates"),
        ("ASK {} ; ASK {}", "line 1, column "),
        ("", "line 1, column 1: "),
        ("ASK \0 {}", "line 1, column "),
        ("SELECT * { ?s ?p", "line 1, column 17: the query ends here, and { of line 1, column 10 is not closed$"),
    ],
)
def test_a_malformed_query_is_told_with_its_place(opened: Store, query: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        opened.query(query)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("SELECT (<http://nowhere.example/f>(1) AS ?y) {}", "json"),
        ("CONSTRUCT { ?s a <<( <a:a> <a:b> <a:c> )>> } { BIND(<a:s> AS ?s) }", "jsonld"),
    ],
)
def test_what_the_store_cannot_do_is_told_as_a_fault_of_the_query(opened: Store, query: str, name: str) -> None:
    with pytest.raises(QueryError, match="not support"):
        written(opened, query, name)


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Something on the network that a query could call."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        yield server


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
        "ASK {{ service silent <{url}> {{ ?s ?p ?o }} }}",
        "ASK {{ VALUES ?u {{ <{url}> }} SERVICE ?u {{ ?s ?p ?o }} }}",
        "SELECT * {{ ?s ?p ?o FILTER EXISTS {{ SeRvIcE <{url}> {{ ?s ?p ?o }} }} }}",
        "SELECT * {{ {{ SELECT * {{ OPTIONAL {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }} }} }}",
        "SELECT * {{ ?s ?p ?o MINUS {{ ?s ?p ?o }} UNION {{ SERVICE <{url}> {{ ?s ?p ?o }} }} }}",
        "CONSTRUCT {{ ?s ?p ?o }} {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
        # Where a reader that looks for comments, IRIs or words could lose its way.
        "SELECT * {{ ?s <http://x#> ?o . SERVICE <{url}> {{ ?s ?p ?o }} }}",
        "SELECT * {{ ?s ?p ?o FILTER(?s<1)SERVICE#>\n<{url}> {{ ?s ?p ?o }} }}",
        "SELECT * {{ \\u0053ERVICE <{url}> {{ ?s ?p ?o }} }}",
        "SELECT * {{ \\U00000053ERVICE <{url}> {{ ?s ?p ?o }} }}",
        "SELECT * {{ BIND('#' AS ?x) SERVICE<{url}>{{}} }}",
    ],
)
def test_service_is_refused_and_nothing_is_called(opened: Store, listener: socket.socket, query: str) -> None:
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/sparql"
    with pytest.raises(QueryError):
        list(opened.query(query.format(url=url)).rows())
    with pytest.raises(TimeoutError):
        listener.accept()


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?service { BIND('SERVICE <http://x/> { }' AS ?service) }",
        "SELECT * { ?s ?p ?o } # no SERVICE here\nLIMIT 1",
        "PREFIX service: <http://service/#> SELECT * { ?s ?p service:service } LIMIT 1",
        'ASK { ?s ?p """a service""" }',
        'ASK { ?s ?p "\\u0022" }',
    ],
)
def test_the_word_service_alone_is_no_reason_to_refuse(opened: Store, query: str) -> None:
    opened.query(query)


def test_a_query_with_the_word_service_is_told_where_it_is_malformed(opened: Store) -> None:
    with pytest.raises(QueryError, match="line 2, column "):
        opened.query("ASK { # service\n ?s ?p }")


def test_a_query_nested_too_deeply_to_be_checked_is_refused(opened: Store) -> None:
    with pytest.raises(QueryError, match="nested too deeply"):
        opened.query(f"ASK {'{' * 2000}{'}' * 2000} # service")


def test_threads_share_a_store(opened: Store) -> None:
    found: list[str] = []
    query = COUNT.format(**{"from": ""})
    threads = [threading.Thread(target=lambda: found.append(value(opened, query))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [str(data_triples())] * 8


def test_a_description_holds_what_the_data_and_the_graphs_beside_them_say(opened: Store) -> None:
    source, note = f"{BASE}id/source/paper-1", f"{BASE}id/quality/paper-1/1"
    found = opened.describe(source, [QUALITY], range(9), range(9))
    assert [each.graph for each in opened.located(found.outgoing)] == [SOURCE, SOURCE]
    assert [each.subject.value for each in found.incoming] == [f"{BASE}id/obs/paper-1/share"]
    noted = opened.describe(note, [QUALITY], range(9), range(9))
    assert [each.graph for each in opened.located(noted.outgoing)] == [QUALITY]
    assert opened.extent(note, [QUALITY]) == Extent(1, 0)
    assert opened.extent(note) == opened.extent(f"{BASE}id/nothing") == Extent(0, 0)
    assert opened.names(note, [QUALITY])
    assert opened.names(f"{BASE}id/skill/python")
    assert opened.names(f"{publications.LG}Skill")
    assert not opened.names(note)
    assert not opened.names(f"{BASE}id/nothing", [QUALITY])


def test_a_description_comes_in_parts_that_make_the_whole(opened: Store) -> None:
    skill = f"{publications.LG}Skill"
    total = opened.extent(skill).incoming
    assert total == len(publications.SKILLS)
    parts = [opened.describe(skill, (), range(0), range(at, at + 1)).incoming for at in range(total)]
    whole = opened.describe(skill, (), range(0), range(total)).incoming
    assert sorted(each for part in parts for each in part) == list(whole)
    assert len(set(whole)) == total


def test_what_is_made_of_a_resource_is_bound_and_never_glued(opened: Store) -> None:
    text = "CONSTRUCT { <> <http://x/is> ?label } WHERE { <> ?p ?label FILTER(isLiteral(?label)) }"
    made = opened.construct(text, OCCUPATION)
    assert [(each.subject.value, each.object.value) for each in made] == [(OCCUPATION, "Smith & Son")]
    assert opened.construct(text, f"{OCCUPATION}#part") == ()
    with pytest.raises(QueryError):
        opened.construct(text, f"{OCCUPATION}> ?p ?o . <{OCCUPATION}")


def test_labels_are_those_of_the_first_property_that_has_one(opened: Store) -> None:
    source = f"{BASE}id/source/paper-1"
    title = "http://purl.org/dc/terms/title"
    assert opened.labels([OCCUPATION, source, f"{BASE}id/none"], (*LABELS, title)) == {
        OCCUPATION: "Smith & Son",
        source: "A paper",
    }


def test_instances_are_bounded(opened: Store) -> None:
    assert opened.instances(f"{publications.LG}Occupation", 5) == (OCCUPATION,)
    assert len(opened.instances(f"{publications.LG}Skill", 2)) == 2


def test_store_and_files_hold_the_same_lines(opened: Store, paths: dict[str, Path]) -> None:
    lines = [line for path in paths.values() for line in path.read_text("utf-8").splitlines(keepends=True)]
    held = [f"{quad} .\n" for quad in opened._store if not isinstance(quad.graph_name, ox.DefaultGraph)]
    assert sorted(held) == sorted(lines)


def test_several_readers_open_one_store(paths: dict[str, Path], tmp_path: Path) -> None:
    loading.load(tmp_path / "store", [paths[SCHEME]])
    first, second = loading.open_release(tmp_path / "store"), loading.open_release(tmp_path / "store")
    query = COUNT.format(**{"from": ""})
    assert value(first, query) == value(second, query) == "2"


def test_a_folder_without_a_store_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store here"):
        loading.open_release(tmp_path)


def test_a_broken_store_is_told(tmp_path: Path) -> None:
    (tmp_path / "CURRENT").write_text("nonsense", "utf-8")
    with pytest.raises(StoreError, match=str(tmp_path)):
        loading.open_release(tmp_path)


def test_a_store_is_never_written_over(paths: dict[str, Path], tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="exists"):
        loading.load(tmp_path, [paths[SCHEME]])


@pytest.mark.parametrize("object_text", ["<a:c>", '"x <a:y> <a:z> ."', '"x <a:y"^^<a:t>', '"<a:y>"@en', '"\\" <a:y>"'])
def test_a_line_may_name_no_graph(tmp_path: Path, object_text: str) -> None:
    lines = tmp_path / "lines.nq"
    lines.write_text(f"<a:a> <a:b> {object_text} .\n<a:a> <a:other> {object_text} <a:g> .\n", "utf-8")
    loading.load(tmp_path / "store", [lines])
    opened = loading.open_release(tmp_path / "store")
    assert value(opened, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == "2"
    assert value(opened, "SELECT (COUNT(*) AS ?n) { GRAPH <a:g> { ?s <a:other> ?o } }") == "1"


def test_a_line_that_is_not_rdf_is_told(tmp_path: Path) -> None:
    bad = tmp_path / "bad.nq"
    bad.write_text("<a:a> <a:b> <a:c> <a:g> .\n<a:a> <a:b> <a c> <a:g> .\n", "utf-8")
    with pytest.raises(StoreError, match=r"bad\.nq: .*line 2"):
        loading.load(tmp_path / "store", [bad])
    with pytest.raises(StoreError, match=r"bad\.nq: .*line 2"):
        loading.memory_store([bad])
    with pytest.raises(StoreError, match="line 2"):
        list(serialization.parse(bad))
    with pytest.raises(StoreError, match="line 2"):
        serialization.write_dump([bad], tmp_path / "bad.ttl", media.find_formats("turtle")[0])


@pytest.mark.parametrize("name", ["turtle", "trig", "nquads", "ntriples", "rdfxml"])
def test_a_dump_holds_the_terms_of_the_files_and_is_the_same_each_time(
    paths: dict[str, Path], tmp_path: Path, name: str
) -> None:
    form = media.find_formats(name)[0]
    lines = sorted(line for path in paths.values() for line in path.read_text("utf-8").splitlines(keepends=True))
    whole = tmp_path / "whole.nq"
    whole.write_text("".join(lines), "utf-8")
    sources = [whole] if form.kind is Kind.GRAPH else list(paths.values())
    dumps = [tmp_path / f"{number}{form.suffix}" for number in range(2)]
    for dump in dumps:
        serialization.write_dump(sources, dump, form, {"skill": f"{BASE}id/skill/", "lg": publications.LG})
    assert dumps[0].read_bytes() == dumps[1].read_bytes()
    found = [
        (each.subject, each.predicate, each.object, each.graph if form.kind is Kind.DATASET else "")
        for each in serialization.parse(dumps[0])
    ]
    expected = [
        (each.subject, each.predicate, each.object, each.graph if form.kind is Kind.DATASET else "")
        for path in paths.values()
        for each in serialization.parse(path)
    ]
    assert sorted(found) == sorted(expected)


def test_trig_writes_each_graph_once(paths: dict[str, Path], tmp_path: Path) -> None:
    out = tmp_path / "all.trig"
    serialization.write_dump(list(paths.values()), out, media.find_formats("trig")[0])
    text = out.read_text("utf-8")
    assert [text.count(f"<{iri}> {{") for iri in paths] == [1, 1, 1, 1]


def test_a_dump_that_cannot_be_written_is_told(paths: dict[str, Path], tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="nowhere"):
        serialization.write_dump([paths[SCHEME]], tmp_path / "nowhere" / "x.ttl", media.find_formats("turtle")[0])


@pytest.mark.parametrize("name", ["turtle", "trig"])
def test_statements_are_written_as_they_were_read(paths: dict[str, Path], tmp_path: Path, name: str) -> None:
    form = media.find_formats(name)[0]
    statements = list(serialization.parse(paths[SOURCE]))
    out = tmp_path / f"out{form.suffix}"
    with out.open("wb") as file:
        serialization.serialize([*statements, *statements] if form.kind is Kind.GRAPH else statements, form, file)
    found = list(serialization.parse(out))
    assert [each.subject for each in found] == [each.subject for each in statements]
    assert {each.graph for each in found} == ({SOURCE} if form.kind is Kind.DATASET else {""})


class Damaged:
    """A store whose files have become unreadable; a real one may ask for all memory before it notices."""

    def quads_for_pattern(self, *_: object) -> Iterator[object]:
        raise OSError("Corruption: block checksum mismatch")
        yield

    def query(self, *_: object, **__: object) -> object:
        raise OSError("Corruption: block checksum mismatch")


def test_a_store_that_is_damaged_while_it_is_open_is_an_error_of_ours() -> None:
    opened = Store(cast("ox.Store", Damaged()))
    reads: list[Callable[[], object]] = [
        lambda: opened.types(OCCUPATION),
        lambda: opened.labels([OCCUPATION], LABELS),
        lambda: opened.instances(f"{SKOS}Concept", 10),
        lambda: list(opened.each_instance(f"{SKOS}Concept")),
        lambda: opened.describe(OCCUPATION, (), range(10), range(10)),
        lambda: opened.extent(OCCUPATION),
        lambda: opened.names(OCCUPATION),
        lambda: opened.query("SELECT * { ?s ?p ?o }"),
    ]
    for read in reads:
        with pytest.raises(StoreError, match="Corruption"):
            read()
