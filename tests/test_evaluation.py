"""The evaluation in processes: right answers, every limit, every way to end, and nothing left behind."""

from __future__ import annotations

import contextlib
import gc
import io
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import publications
from tests.publications import BASE, ENTITIES, OCCUPATION, QUALITY, SCHEME, SKOS

from lotgraph.errors import (
    LotgraphError,
    NotAcceptable,
    PayloadTooLarge,
    QueryError,
    StoreError,
)
from lotgraph.evaluation import (
    Busy,
    ClientGone,
    Engine,
    Evaluator,
    Execution,
    Limit,
    LimitReached,
    Limits,
    PoolLimits,
    ReleaseFiles,
    Request,
    confinement,
    execution,
    frames,
    supervisor,
)
from lotgraph.evaluation.fork_server_client import ForkServerClient, Source, WorkerClient
from lotgraph.evaluation.rows import counter
from lotgraph.evaluation.worker import DEPTH
from lotgraph.formats import media
from lotgraph.formats.media import Kind
from lotgraph.rdf.store import loading, serialization
from lotgraph.rdf.terms import Dataset

MIB = 1024 * 1024
GIB = 1024 * MIB
MANY = 3000
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
LABEL = f"SELECT ?l {{ <{OCCUPATION}> <{SKOS}prefLabel> ?l }}"
CARTESIAN = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
LONG = "SELECT ?s ?o ?x { ?s ?p ?o . ?x a ?y }"
RUNAWAY = {
    "cartesian": CARTESIAN,
    "path": f"SELECT * {{ ?a (<{SKOS}broader>*)* ?b . ?c (<{SKOS}broader>*)* ?d }} ORDER BY ?a ?d",
    "order": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c",
    "regex": 'SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER REGEX(CONCAT(STR(?c), STR(?f)), "(a*)*(b|c*)*x$") }',
    "concat": "SELECT (SUM(STRLEN(CONCAT(STR(?c), STR(?f)))) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "exists": "ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(STRLEN(STR(?a)) + STRLEN(STR(?f)) < STRLEN(STR(?b)) - 99) }",
    "planning": "ASK {" + "".join(f"?a{n} ?b{n} ?c{n} . " for n in range(300)) + "}",
}
HUNGRY = {
    "group concat": 'SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?f)); separator=",") AS ?n) { ?a ?b ?c . ?d ?e ?f }',
    "order": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c",
    "distinct": "SELECT DISTINCT ?a ?c ?d ?f { ?a ?b ?c . ?d ?e ?f }",
    "doubling": "SELECT ?x { BIND('0123456789' AS ?x0) "
    + "".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1}) " for n in range(40))
    + "BIND(STRLEN(?x40) AS ?x) }",
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> ReleaseFiles:
    """The tiny publication, with a taxonomy that is long enough to get lost in."""
    folder = tmp_path_factory.mktemp("files")
    graphs = publications.lines()
    graphs[SCHEME] += [f"<{BASE}id/o/{n}> <{SKOS}broader> <{BASE}id/o/{n // 2}>" for n in range(MANY)]
    paths = publications.write_graphs(folder / "graphs", graphs)
    data = [path for iri, path in paths.items() if iri != QUALITY]
    loading.load(folder / "store", data, [paths[QUALITY]])
    turtle = folder / "quality.ttl"
    serialization.write_dump([paths[QUALITY]], turtle, media.find_formats("turtle")[0])
    prefixes = (("occ", f"{BASE}id/occupation/"), ("skos", SKOS))
    return ReleaseFiles(folder / "store", tuple(data), ((QUALITY, turtle),), BASE, prefixes)


@contextmanager
def evaluating(files: ReleaseFiles, places: PoolLimits | None = None) -> Iterator[Evaluator]:
    evaluator = Evaluator(files, places)
    try:
        assert evaluator.wait_until_ready(20)
        yield evaluator
    finally:
        evaluator.close()


@pytest.fixture(scope="module")
def in_memory(files: ReleaseFiles) -> Iterator[Evaluator]:
    with evaluating(files) as evaluator:
        yield evaluator


@pytest.fixture(scope="module")
def on_disk(files: ReleaseFiles) -> Iterator[Evaluator]:
    with evaluating(files, PoolLimits(memory=0, min_idle=2)) as evaluator:
        yield evaluator


@pytest.fixture(params=["in_memory", "on_disk"])
def either(request: pytest.FixtureRequest) -> Evaluator:
    found: Evaluator = request.getfixturevalue(request.param)
    return found


def whole(evaluator: Evaluator, query: str, **more: object) -> bytes:
    with evaluator.evaluate(Request(query, **more)) as evaluation:  # type: ignore[arg-type]
        return evaluation.prefetch() + b"".join(evaluation)


def is_well(evaluator: Evaluator) -> bool:
    return whole(evaluator, LABEL, results="csv") == b"l\r\nSmith & Son\r\n"


def soon(true: Callable[[], bool], within: float = 30.0) -> bool:
    end = time.monotonic() + within
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.01)
    return true()


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


# Answers.


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
@pytest.mark.parametrize("query", [LABEL, COUNT, "ASK {}", "ASK { <a:b> ?p ?o }", "SELECT ?x { FILTER(false) }"])
def test_results_are_those_of_the_store(either: Evaluator, files: ReleaseFiles, query: str, name: str) -> None:
    out = io.BytesIO()
    loading.open_release(files.store).query(query).write(media.find_formats(name)[0], out)
    with either.evaluate(Request(query, results=name)) as evaluation:
        assert evaluation.prefetch() == out.getvalue()
        assert evaluation.complete
        assert (evaluation.head.kind, evaluation.head.form.name) == (Kind.RESULTS, name)
        assert evaluation.stats is not None
        assert evaluation.stats.bytes == len(out.getvalue())
        assert evaluation.stats.rows == (0 if "ASK" in query or "false" in query else 1)
        assert evaluation.ended == "complete"
        assert list(evaluation) == []


@pytest.mark.parametrize("name", ["turtle", "ntriples", "rdfxml", "jsonld"])
def test_graphs_come_in_every_format(either: Evaluator, name: str) -> None:
    with either.evaluate(Request(f"DESCRIBE <{OCCUPATION}>", graph=name)) as evaluation:
        answer = evaluation.prefetch()
        assert (evaluation.head.kind, evaluation.head.form.name) == (Kind.GRAPH, name)
        assert b"Smith &" in answer
        assert evaluation.stats is not None
        assert evaluation.stats.rows == (2 if name == "ntriples" else None)


def test_prefixes_and_base_are_those_of_the_release(either: Evaluator) -> None:
    answer = whole(either, "CONSTRUCT WHERE { <id/occupation/23112013> ?p ?o }")
    assert b"\nocc:23112013 " in answer
    assert b"skos:prefLabel" in answer


@pytest.mark.parametrize(
    ("query", "dataset", "answer"),
    [
        (COUNT, Dataset(), sum(len(each) for iri, each in publications.lines().items() if iri != QUALITY) + MANY),
        (COUNT, Dataset((QUALITY,)), 1),
        (COUNT, Dataset(("file:///etc/passwd",)), 0),
        ("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", Dataset((), (QUALITY, ENTITIES)), 13),
        ("SELECT (COUNT(*) AS ?n) FROM <file:///etc/passwd> { ?s ?p ?o }", Dataset(), 0),
    ],
)
def test_the_graphs_are_there_in_memory_as_on_disk(
    either: Evaluator, query: str, dataset: Dataset, answer: int
) -> None:
    assert whole(either, query, dataset=dataset, results="tsv") == f"?n\n{answer}\n".encode()


def test_how_it_stands_is_told(in_memory: Evaluator, on_disk: Evaluator) -> None:
    memory, disk = in_memory.status(), on_disk.status()
    assert (memory.in_memory, disk.in_memory) == (True, False)
    assert memory.ready
    assert not memory.loading
    assert memory.network_closed
    assert memory.memory_enforced_by.endswith("watcher")
    engine: Engine = in_memory
    assert engine is in_memory


def test_long_answers_come_in_pieces(either: Evaluator) -> None:
    with either.evaluate(Request(LONG, results="csv")) as evaluation:
        first = evaluation.prefetch(100_000)
        assert not evaluation.complete
        assert evaluation.stats is None
        assert 100_000 <= len(first) < 200_000
        pieces = list(evaluation)
        assert max(map(len, pieces)) < 100_000
        assert evaluation.stats is not None
        assert evaluation.stats.bytes == len(first) + sum(map(len, pieces))
        lines = (first + b"".join(pieces)).count(b"\n")
        assert evaluation.stats.rows == lines - 1


def test_many_threads_get_their_own_answers(either: Evaluator) -> None:
    def ask(number: int) -> bytes:
        return whole(either, f"SELECT ?x {{ BIND({number} AS ?x) }}", results="tsv")

    with ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(ask, range(200)))
    assert answers == [f"?x\n{number}\n".encode() for number in range(200)]


# What is refused.


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT ?s\nWHERE { ?s ?p }", "line 2, column 15: found }"),
        ("", "line 1, column 1"),
        ("SELECT \0", "line 1, column 8: found U.0000"),
        ("SELECT * { ?s ?p '\ud800' }", "not text"),
        ("INSERT DATA { <a:b> <a:b> <a:b> }", "no updates"),
        ("LOAD <http://127.0.0.1:9/>", "no updates"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SERVICE is refused"),
        ("SELECT * { S\\u0045RVICE <http://169.254.169.254/> { ?s ?p ?o } }", "SERVICE is refused|line 1"),
        ("SELECT * {" + "{" * (DEPTH + 1) + "}" * (DEPTH + 1) + "}", "nested too deeply"),
        ("SELECT * {" + "{" * 100_000, "nested too deeply"),
        ("SELECT * { ?s ?p ?o FILTER(" + " || ".join(["?s=?o"] * 10_000) + ")}", "nested too deeply, or repeats"),
        ("SELECT * { FILTER(" + "!" * 50_000 + "true)}", "nested too deeply, or repeats"),
    ],
)
def test_a_query_that_is_malformed_or_refused_is_told_why(in_memory: Evaluator, query: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        whole(in_memory, query)
    assert is_well(in_memory)


@pytest.mark.parametrize(
    "query",
    [
        "ASK {" + "{" * (DEPTH - 10) + "}" * (DEPTH - 10) + "}",
        "ASK {" + "{ } " * 2 * DEPTH + "}",
        "ASK { FILTER('" + "(" * 2 * DEPTH + '\' = """' + "[" * DEPTH + '""") } # ' + "{" * DEPTH,
    ],
)
def test_brackets_count_only_where_they_nest(in_memory: Evaluator, query: str) -> None:
    assert b"boolean" in whole(in_memory, query)


def test_a_query_that_is_too_long_is_not_even_sent(in_memory: Evaluator) -> None:
    limits = Limits(query_bytes=20)
    with pytest.raises(PayloadTooLarge, match="up to 20 bytes"):
        in_memory.evaluate(Request("ASK { } #" + "é" * 6, limits=limits))
    assert whole(in_memory, "ASK { } #" + "é" * 5, limits=limits)


@pytest.mark.parametrize(("query", "named"), [("ASK {}", "text/csv"), ("DESCRIBE <a:b>", "text/turtle")])
def test_an_answer_that_no_asked_format_holds_is_refused(in_memory: Evaluator, query: str, named: str) -> None:
    with pytest.raises(NotAcceptable, match=named):
        whole(in_memory, query, results="", graph="")


# Limits.


@pytest.mark.parametrize("name", RUNAWAY)
def test_time_is_kept(in_memory: Evaluator, name: str) -> None:
    with in_memory.evaluate(Request(RUNAWAY[name], limits=Limits(seconds=0.3))) as evaluation:
        pid = evaluation.worker.pid
        with pytest.raises(LimitReached, match=r"longer than 0\.3 seconds") as raised:
            evaluation.prefetch(1024 * MIB)
    assert raised.value.limit is Limit.TIME
    assert evaluation.ended == "time"
    assert soon(lambda: not is_alive(pid))
    assert is_well(in_memory)


def test_time_is_kept_on_disk(on_disk: Evaluator) -> None:
    with pytest.raises(LimitReached, match="longer than"):
        whole(on_disk, CARTESIAN, limits=Limits(seconds=0.3))
    assert is_well(on_disk)


def test_the_kernel_keeps_time_where_the_parent_does_not(in_memory: Evaluator, monkeypatch: pytest.MonkeyPatch) -> None:
    with in_memory.evaluate(Request(CARTESIAN, limits=Limits(seconds=0.2))) as evaluation:
        monkeypatch.setattr(evaluation, "_limits", Limits(seconds=20))
        with pytest.raises(LimitReached) as raised:
            evaluation.prefetch()
    assert raised.value.limit is Limit.TIME


@pytest.mark.skipif(not confinement.KERNEL_LIMITS_MEMORY, reason="this system has no limit of memory to set")
@pytest.mark.parametrize("name", HUNGRY)
def test_memory_is_kept_by_the_kernel(in_memory: Evaluator, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confinement, "memory_of", lambda pids: dict.fromkeys(pids, 0))
    monkeypatch.setattr(execution, "SLOW", 60)
    with pytest.raises(LimitReached, match="more memory than 32 MiB") as raised:
        whole(in_memory, HUNGRY[name], limits=Limits(seconds=30, memory=32 * MIB, rows=10**9))
    assert raised.value.limit is Limit.MEMORY
    assert is_well(in_memory)


def test_memory_is_kept_by_the_watcher(in_memory: Evaluator, monkeypatch: pytest.MonkeyPatch) -> None:
    with in_memory.evaluate(Request(HUNGRY["order"], limits=Limits(seconds=10))) as evaluation:
        monkeypatch.setattr(evaluation, "_limits", Limits(seconds=10, memory=32 * MIB))
        with pytest.raises(LimitReached) as raised:
            evaluation.prefetch()
    assert raised.value.limit is Limit.MEMORY
    assert evaluation.ended == "memory"


def test_ps_tells_memory_where_proc_does_not() -> None:
    if not Path("/bin/ps").exists():
        pytest.skip("there is no ps here")
    told, there = confinement._by_ps([os.getpid()]), confinement.memory_of([os.getpid()])
    assert told.keys() == there.keys()
    assert told[os.getpid()] > there[os.getpid()] / 2


@pytest.mark.parametrize("name", ["csv", "tsv", "json", "xml"])
def test_rows_are_kept_exactly(in_memory: Evaluator, name: str) -> None:
    query = f"SELECT ?s {{ ?s <{SKOS}broader> ?o }}"
    assert whole(in_memory, query, results=name, limits=Limits(rows=MANY))
    with pytest.raises(LimitReached, match="more than 2,999 rows") as raised:
        whole(in_memory, query, results=name, limits=Limits(rows=MANY - 1))
    assert raised.value.limit is Limit.ROWS


def test_triples_are_kept_where_they_are_lines(in_memory: Evaluator) -> None:
    query = f"CONSTRUCT WHERE {{ ?s <{SKOS}broader> ?o }}"
    assert whole(in_memory, query, graph="ntriples", limits=Limits(rows=MANY)).count(b"\n") == MANY
    with pytest.raises(LimitReached, match="rows"):
        whole(in_memory, query, graph="ntriples", limits=Limits(rows=MANY - 1))


def test_bytes_are_kept_exactly(in_memory: Evaluator) -> None:
    query = f"SELECT ?s {{ ?s <{SKOS}broader> ?o }}"
    length = len(whole(in_memory, query))
    assert len(whole(in_memory, query, limits=Limits(bytes=length))) == length
    with pytest.raises(LimitReached) as raised:
        whole(in_memory, query, limits=Limits(bytes=length - 1))
    assert raised.value.limit is Limit.BYTES


def test_a_limit_in_the_middle_breaks_the_answer(in_memory: Evaluator) -> None:
    before = in_memory.status().pids
    with in_memory.evaluate(Request(LONG, results="csv", limits=Limits(rows=20_000))) as evaluation:
        assert evaluation.prefetch(1000)
        with pytest.raises(LimitReached):
            list(evaluation)
        with pytest.raises(LimitReached):
            evaluation.prefetch()
        # It stopped by itself, so it need not be replaced.
        assert evaluation.worker.pid in before or before


# Who ends it else.


class Gone:
    """A client that has left after it was asked for so many times."""

    def __init__(self, looks: int) -> None:
        self.looks = looks
        self.disconnected = threading.Event()

    def is_gone(self) -> bool:
        self.looks -= 1
        return self.looks < 0

    def disconnect(self) -> None:
        self.disconnected.set()


def test_a_client_that_goes_before_the_first_byte_ends_its_query(either: Evaluator) -> None:
    with either.evaluate(Request(CARTESIAN, limits=Limits(seconds=60)), Gone(2)) as evaluation:
        pid = evaluation.worker.pid
        with pytest.raises(ClientGone):
            evaluation.prefetch()
    assert evaluation.ended == "gone"
    assert soon(lambda: not is_alive(pid))
    assert is_well(either)


def test_it_is_cancelled_from_another_thread(in_memory: Evaluator) -> None:
    with in_memory.evaluate(Request(CARTESIAN)) as evaluation:
        threading.Timer(0.1, evaluation.cancel).start()
        with pytest.raises(StoreError, match="cancelled"):
            evaluation.prefetch()
    assert evaluation.ended == "cancelled"


def test_leaving_early_ends_the_query(in_memory: Evaluator) -> None:
    with in_memory.evaluate(Request(LONG, results="csv")) as evaluation:
        pid = evaluation.worker.pid
        evaluation.prefetch(1000)
    assert evaluation.ended == "cancelled"
    assert soon(lambda: not is_alive(pid))
    assert in_memory.status().busy == 0


@pytest.mark.parametrize(
    ("how", "error"), [(signal.SIGKILL, LimitReached), (signal.SIGABRT, StoreError), (signal.SIGTRAP, StoreError)]
)
def test_a_worker_that_dies_is_told_and_replaced(
    in_memory: Evaluator, how: signal.Signals, error: type[LotgraphError]
) -> None:
    with in_memory.evaluate(Request(CARTESIAN)) as evaluation:
        threading.Timer(0.1, os.kill, (evaluation.worker.pid, how)).start()
        with pytest.raises(error):
            evaluation.prefetch()
    assert is_well(in_memory)


def test_idle_workers_that_die_are_replaced(in_memory: Evaluator) -> None:
    assert soon(lambda: in_memory.status().idle >= 2)
    before = in_memory.status().pids
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    assert all(is_well(in_memory) for _ in range(10))
    assert soon(lambda: in_memory.status().idle >= 2)
    assert not set(before) & set(in_memory.status().pids)


def test_workers_live_through_the_signals_of_their_group(in_memory: Evaluator) -> None:
    assert soon(lambda: in_memory.status().idle >= 2)
    before = in_memory.status().pids
    for pid in before:
        os.kill(pid, signal.SIGINT)
        os.kill(pid, signal.SIGTERM)
    assert is_well(in_memory)
    assert set(before) <= set(in_memory.status().pids)


# Delivery.


def test_the_clock_stands_still_while_the_client_does_not_read(
    in_memory: Evaluator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(execution, "SLOW", 60)
    limits = Limits(seconds=2.0)
    query = f"SELECT ?s ?o ?x {{ ?s <{SKOS}broader> ?o . VALUES ?x {{ {' '.join(map(str, range(10)))} }} }}"
    with in_memory.evaluate(Request(query, results="tsv", limits=limits)) as evaluation:
        length = len(evaluation.prefetch(1000))
        time.sleep(2.5)
        length += sum(map(len, evaluation))
        assert evaluation.complete
    assert length > MIB


@pytest.mark.parametrize("limits", [Limits(stall=0.3), Limits(delivery=0.3)])
def test_an_answer_that_nobody_takes_is_given_up(in_memory: Evaluator, limits: Limits) -> None:
    client = Gone(sys.maxsize)
    with in_memory.evaluate(Request(LONG, results="csv", limits=limits), client) as evaluation:
        pid = evaluation.worker.pid
        evaluation.prefetch(1000)
        # The client never reads: what sends to it waits until it is disconnected.
        assert client.disconnected.wait(10)
        with pytest.raises(LimitReached, match="not taken by the client") as raised:
            list(evaluation)
    assert raised.value.limit is Limit.DELIVERY
    assert soon(lambda: not is_alive(pid))


# Batches.


def test_a_batch_gives_the_whole_answers_in_order(either: Evaluator) -> None:
    requests = [Request(LABEL, results="csv"), Request(LONG, results="csv"), Request("ASK {}"), Request(COUNT)]
    answers = either.evaluate_batch(requests)
    assert answers == tuple(whole(either, each.query, results=each.results) for each in requests)
    assert either.evaluate_batch([]) == ()


@pytest.mark.parametrize(
    ("failing", "error"),
    [
        (Request("SELECT nothing"), QueryError),
        (Request(LONG, limits=Limits(rows=5000)), LimitReached),
        (Request(CARTESIAN, limits=Limits(seconds=0.2)), LimitReached),
        (Request("ASK {}", limits=Limits(query_bytes=2)), PayloadTooLarge),
        (Request("ASK {}", results=""), NotAcceptable),
    ],
)
def test_a_batch_fails_with_its_first_failure(in_memory: Evaluator, failing: Request, error: type[Exception]) -> None:
    with pytest.raises(error):
        in_memory.evaluate_batch([Request(LABEL), failing, Request("malformed")])
    assert in_memory.evaluate_batch([Request("ASK {}")]) == (whole(in_memory, "ASK {}"),)


def test_batches_have_places_of_their_own(files: ReleaseFiles) -> None:
    limits = PoolLimits(max_workers=1, min_idle=1, queue_timeout=0.1, max_batches=1, batch_seconds=0.5)
    label = Request(LABEL, results="csv")
    with evaluating(files, limits) as evaluator, ThreadPoolExecutor(1) as threads:
        with evaluator.evaluate(Request(CARTESIAN)):
            with pytest.raises(Busy):
                evaluator.evaluate(label)
            assert evaluator.evaluate_batch([label, label]) == (b"l\r\nSmith & Son\r\n",) * 2
        endless = threads.submit(evaluator.evaluate_batch, [label, Request(CARTESIAN)])
        assert soon(lambda: evaluator.status().busy == 1)
        with pytest.raises(Busy):
            evaluator.evaluate_batch([label])
        with pytest.raises(LimitReached) as raised:
            endless.result()
    assert raised.value.limit is Limit.TIME


# Places.


def test_there_are_so_many_places(files: ReleaseFiles) -> None:
    with evaluating(files, PoolLimits(max_workers=2, min_idle=1, queue_timeout=0.2)) as evaluator:
        limits = Limits(seconds=20)
        endless = Request(CARTESIAN, limits=limits)
        with evaluator.evaluate(endless) as first, evaluator.evaluate(endless):
            with pytest.raises(Busy) as raised:
                evaluator.evaluate(Request(LABEL))
            assert raised.value.retry_after >= 1
            first.close()
            assert is_well(evaluator)
        assert is_well(evaluator)
        assert evaluator.status().busy == 0


def test_a_place_that_is_given_back_in_time_is_taken(files: ReleaseFiles) -> None:
    with evaluating(files, PoolLimits(max_workers=1, min_idle=1, queue_timeout=30)) as evaluator:
        with evaluator.evaluate(Request(CARTESIAN, limits=Limits(seconds=60))) as running:
            threading.Timer(0.1, running.close).start()
            assert is_well(evaluator)
        assert evaluator.status().busy == 0


SLOW = (
    f"SELECT (COUNT(*) AS ?n) {{ ?a <{SKOS}broader> ?b . {{ SELECT ?c {{ ?c <{SKOS}broader> ?d }} LIMIT 300 }}"
    " FILTER(STRLEN(STR(?a)) + STRLEN(STR(?c)) > 1) }"
)

BRIEF = SLOW.replace("LIMIT 300", "LIMIT 30")


def test_a_slow_query_gives_way_where_there_are_others_and_its_worker_is_replaced(
    in_memory: Evaluator, monkeypatch: pytest.MonkeyPatch
) -> None:
    with in_memory.evaluate(Request(CARTESIAN)) as evaluation:
        pid = evaluation.worker.pid
        time.sleep(0.3)
        assert os.getpriority(os.PRIO_PROCESS, pid) < 19
        with in_memory.evaluate(Request(CARTESIAN)):
            assert soon(lambda: os.getpriority(os.PRIO_PROCESS, pid) == 19)
    monkeypatch.setattr(execution, "SLOW", 0)
    # However long its worker took to be made.
    monkeypatch.setattr(execution, "_COPIED", float("inf"))
    with in_memory.evaluate(Request(CARTESIAN)), in_memory.evaluate(Request(BRIEF)) as evaluation:
        pid = evaluation.worker.pid
        evaluation.prefetch()
        assert evaluation.complete
        assert soon(lambda: not is_alive(pid))


def test_a_worker_that_has_answered_is_used_again(either: Evaluator) -> None:
    def pid_of(query: str) -> int:
        with either.evaluate(Request(query)) as evaluation:
            evaluation.prefetch()
            return evaluation.worker.pid

    assert len({pid_of(query) for query in [LABEL, BRIEF, COUNT, LABEL]}) == 1


def test_cheap_queries_get_through_beside_runaway_ones(in_memory: Evaluator) -> None:
    names = ["cartesian", "path", "concat", "regex", "exists"] * 2
    limits = Limits(seconds=60, memory=8 * GIB, rows=10**9, bytes=10**12)
    with ExitStack() as stack:
        for name in names:
            stack.enter_context(in_memory.evaluate(Request(RUNAWAY[name], limits=limits)))
        assert all(is_well(in_memory) for _ in range(12))
        assert in_memory.status().busy == 10
    assert in_memory.status().busy == 0


def test_workers_that_are_too_many_are_dismissed(files: ReleaseFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "_LINGER", 0.1)
    monkeypatch.setattr(execution, "SLOW", 60)
    with evaluating(files, PoolLimits(min_idle=1, memory=0)) as evaluator:
        at_once = [evaluator.evaluate(Request(LABEL)) for _ in range(5)]
        for evaluation in at_once:
            evaluation.prefetch()
        many = evaluator.status().idle
        assert many >= 5
        assert soon(lambda: evaluator.status().idle < many)


# How it begins and ends.


def descriptors() -> int:
    return len(list(Path("/dev/fd").iterdir()))


def is_settled(evaluator: Evaluator) -> bool:
    """Whether it will open nothing more by itself."""
    pool = evaluator._pool
    with pool.changed:
        lines = evaluator._supervisor._lines
        return not (pool.pending or pool.busy) and all(pool.missing(line.source) <= 0 for line in lines)


def test_nothing_is_left_behind(files: ReleaseFiles, in_memory: Evaluator, on_disk: Evaluator) -> None:
    assert soon(lambda: is_settled(in_memory) and is_settled(on_disk), 20)
    threads, open_before = threading.active_count(), descriptors()
    evaluator = Evaluator(files, PoolLimits(max_workers=4, min_idle=2, queue_timeout=0.1))
    evaluator.close()
    evaluator = Evaluator(files, PoolLimits(max_workers=4, min_idle=2, queue_timeout=0.1))
    assert is_well(evaluator)
    with pytest.raises(LimitReached):
        whole(evaluator, CARTESIAN, limits=Limits(seconds=0.2))
    with pytest.raises(QueryError):
        whole(evaluator, "SELECT * { FILTER(" + "!" * 50_000 + "true)}")
    assert is_well(evaluator)
    with evaluator.evaluate(Request(CARTESIAN)) as evaluation:
        server = evaluation.worker.server.process
        pids = evaluator.status().pids
    evaluator.close()
    evaluator.close()
    assert soon(lambda: descriptors() <= open_before, 20)
    assert threading.active_count() == threads
    assert not [pid for pid in pids if is_alive(pid)]
    assert server.returncode == 0
    with pytest.raises(StoreError, match="no longer"):
        evaluator.evaluate(Request(LABEL))


def test_an_evaluator_that_nobody_closes_leaves_no_process(files: ReleaseFiles) -> None:
    evaluator = Evaluator(files)
    assert evaluator.wait_until_ready(20)
    servers, pids, watching = servers_of(evaluator), evaluator.status().pids, evaluator._supervisor
    del evaluator
    gc.collect()
    watching.join(10)
    assert not watching.is_alive()
    assert all(server.process.returncode is not None for server in servers.values())
    assert soon(lambda: not any(map(is_alive, pids)))


def test_closing_lets_running_queries_end_for_a_while(files: ReleaseFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execution, "SLOW", 60)
    evaluator = Evaluator(files, PoolLimits(min_idle=2))
    some = Request(f"{LONG} LIMIT 20000", results="csv")
    with evaluator.evaluate(some) as short, evaluator.evaluate(Request(CARTESIAN)) as endless:
        short.prefetch(1000)
        closing = threading.Thread(target=evaluator.close, args=(1.5,))
        closing.start()
        assert sum(map(len, short)) > MIB
        assert short.complete
        with pytest.raises(StoreError, match="closed"):
            endless.prefetch()
        closing.join()


@pytest.fixture
def both(files: ReleaseFiles, monkeypatch: pytest.MonkeyPatch) -> Iterator[Evaluator]:
    """An evaluator with workers of both sources, few in memory."""
    monkeypatch.setattr(supervisor, "_QUICK", 0)
    with evaluating(files, PoolLimits(memory=3 * files.size() * supervisor.GROWTH)) as evaluator:
        assert soon(lambda: evaluator.status().in_memory, 20)
        assert soon(lambda: all(len(idle) >= 2 for idle in evaluator._pool.idle.values()), 20)
        yield evaluator


def servers_of(evaluator: Evaluator) -> dict[Source, ForkServerClient]:
    return {line.source: line.server for line in evaluator._supervisor._lines if line.server is not None}


@pytest.mark.parametrize("source", Source)
def test_a_fork_server_that_is_killed_fails_no_query(
    both: Evaluator, source: Source, caplog: pytest.LogCaptureFixture
) -> None:
    done = threading.Event()

    def ask(number: int) -> int:
        answered = 0
        while not (done.is_set() and answered):
            assert whole(both, f"SELECT ?x {{ BIND({number} AS ?x) }}", results="csv") == f"x\r\n{number}\r\n".encode()
            assert both.evaluate_batch([Request("ASK {}", results="csv")]) == (b"true",)
            answered += 1
        return answered

    before = servers_of(both)[source]
    with ThreadPoolExecutor(9) as threads:
        slow = threads.submit(whole, both, SLOW)
        asking = [threads.submit(ask, number) for number in range(8)]
        os.kill(before.process.pid, signal.SIGKILL)
        renewed = soon(lambda: (after := servers_of(both).get(source)) not in (None, before) and after.loaded, 30)
        done.set()
        assert all(each.result() for each in asking)
        assert b"results" in slow.result()
    assert renewed
    assert "started anew" in caplog.text
    assert soon(lambda: len(both._pool.idle[source]) >= 2, 20)


def test_workers_outlive_their_fork_server_but_not_the_pool(both: Evaluator) -> None:
    pids = both.status().pids
    for server in servers_of(both).values():
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait()
    with both.evaluate(Request(LABEL)) as evaluation:
        assert evaluation.prefetch()
        assert evaluation.worker.pid in pids
    both.close()
    assert soon(lambda: not any(map(is_alive, pids)))


def test_a_fork_server_that_cannot_hear_is_not_waited_for(files: ReleaseFiles) -> None:
    evaluator = Evaluator(files)
    evaluator.start()
    assert soon(lambda: bool(servers_of(evaluator)))
    (server,) = servers_of(evaluator).values()
    os.kill(server.process.pid, signal.SIGSTOP)
    evaluator.close()
    assert server.process.returncode == -signal.SIGKILL


# Two starts.


@contextmanager
def two_starts(evaluator: Evaluator, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Execution, WorkerClient]]:
    """A query without end that is at work on two workers, and the second of them."""
    monkeypatch.setattr(execution, "SECOND_START", 0.001)
    monkeypatch.setattr(evaluator._pool, "_cores", 4)

    def read() -> None:
        with contextlib.suppress(LotgraphError):
            found.prefetch()

    found = evaluator.evaluate(Request(CARTESIAN, limits=Limits(seconds=60)))
    reading = threading.Thread(target=read)
    reading.start()
    try:
        assert soon(lambda: found._second is not None)
        assert found._second is not None
        yield found, found._second
    finally:
        found.cancel()
        reading.join()
        found.close()


@pytest.mark.parametrize("winner", [0, 1])
def test_the_first_of_two_workers_that_answers_is_read(
    both: Evaluator, monkeypatch: pytest.MonkeyPatch, winner: int
) -> None:
    monkeypatch.setattr(execution, "SECOND_START", 0.001)
    monkeypatch.setattr(both._pool, "_cores", 4)
    with both.evaluate(Request(BRIEF, results="csv")) as evaluation:
        first = evaluation.worker
        # The one that does not stop comes first.
        os.kill(first.pid, signal.SIGSTOP)
        reading = threading.Thread(target=evaluation._start_second)
        reading.start()
        reading.join()
        second = evaluation._second
        assert second is not None
        assert {first.source, second.source} == set(Source)
        if winner == 0:
            os.kill(second.pid, signal.SIGSTOP)
            os.kill(first.pid, signal.SIGCONT)
        answer = evaluation.prefetch()
        assert evaluation.worker is (first, second)[winner]
        for worker in (first, second):
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker.pid, signal.SIGCONT)
    assert answer == whole(both, BRIEF, results="csv")
    assert soon(lambda: not both._pool.busy)
    assert both.status().busy == 0


def test_where_one_of_two_workers_dies_the_other_goes_on(both: Evaluator, monkeypatch: pytest.MonkeyPatch) -> None:
    with two_starts(both, monkeypatch) as (evaluation, second):
        os.kill(evaluation.worker.pid, signal.SIGKILL)
        assert soon(lambda: evaluation.worker is second)
        assert not evaluation.ended
        assert is_alive(second.pid)
    assert soon(lambda: not is_alive(second.pid))
    assert both.status().busy == 0


def test_a_second_start_on_disk_ends_where_others_want_the_time(
    both: Evaluator, monkeypatch: pytest.MonkeyPatch
) -> None:
    with two_starts(both, monkeypatch) as (evaluation, second):
        assert second.source is Source.DISK
        with ExitStack() as stack:
            for _ in range(4):
                stack.enter_context(both.evaluate(Request(CARTESIAN)))
            assert soon(lambda: not is_alive(second.pid))
        assert not evaluation.ended


def test_both_workers_of_a_query_end_with_it(both: Evaluator, monkeypatch: pytest.MonkeyPatch) -> None:
    with two_starts(both, monkeypatch) as (evaluation, _):
        pids = [worker.pid for worker in evaluation._workers()]
    assert len(pids) == 2
    assert soon(lambda: not any(map(is_alive, pids)))
    assert is_well(both)


def test_a_store_that_is_not_there_is_told(files: ReleaseFiles, tmp_path: Path) -> None:
    evaluator = Evaluator(ReleaseFiles(tmp_path / "nowhere"))
    try:
        with pytest.raises(StoreError, match="there is no store here"):
            evaluator.evaluate(Request(LABEL))
    finally:
        evaluator.close()


def test_data_that_cannot_be_loaded_leave_it_on_disk(
    files: ReleaseFiles, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "broken.nq").write_text("no triple\n", "utf-8")
    with evaluating(ReleaseFiles(files.store, (tmp_path / "broken.nq",))) as evaluator:
        assert is_well(evaluator)
        assert not evaluator.status().in_memory
    assert "answered from disk" in caplog.text


def test_it_answers_from_disk_until_it_is_in_memory(files: ReleaseFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "_QUICK", 0)
    with evaluating(files) as evaluator:
        assert is_well(evaluator)
        assert soon(lambda: evaluator.status().in_memory)
        assert is_well(evaluator)
        assert soon(lambda: evaluator.status().idle >= 2)
        assert not evaluator.status().loading


HOLDER = """
import sys, threading, time
from pathlib import Path
from lotgraph.evaluation import Evaluator, ReleaseFiles, PoolLimits, Request
evaluator = Evaluator(ReleaseFiles(Path(sys.argv[1])), PoolLimits(min_idle=2))
evaluator.wait_until_ready(20)
running = evaluator.evaluate(Request(sys.argv[2]))
print(running.worker.server.process.pid, *evaluator.status().pids, flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_everything_ends_with_the_process_that_started_it(files: ReleaseFiles, how: signal.Signals) -> None:
    environ = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", HOLDER, str(files.store), CARTESIAN]
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            pids = [int(pid) for pid in process.stdout.readline().split()]
            assert len(pids) >= 2
            assert all(map(is_alive, pids))
            process.send_signal(how)
            process.wait(10)
            assert soon(lambda: not any(map(is_alive, pids)))
        finally:
            process.kill()


# What workers may not do.


def run_confined(code: str) -> str:
    environ = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    begin = "import os, socket, sys\nfrom lotgraph.evaluation import confinement\n"
    done = subprocess.run([sys.executable, "-c", begin + code], env=environ, capture_output=True, text=True, check=True)
    return done.stdout


def test_no_file_and_no_socket_is_opened() -> None:
    code = """
confinement.forbid_files()
for attempt in (socket.socket, lambda: open("/etc/passwd"), lambda: os.dup(1)):
    try:
        attempt()
    except OSError as error:
        print(error.errno)
"""
    assert run_confined(code) == "24\n24\n24\n"


def test_a_network_that_was_left_is_out_of_reach() -> None:
    code = """
if not confinement.leave_network():
    print("stays")
    sys.exit()
try:
    socket.create_connection(("127.0.0.1", int({port})), 1)
    print("reached")
except OSError:
    print("out of reach")
"""
    with socket.create_server(("127.0.0.1", 0)) as server:
        said = run_confined(code.format(port=server.getsockname()[1])).strip()
    if said == "stays":
        pytest.skip("this system lets no process leave its network")
    assert said == "out of reach"


# Rows from bytes.

TRAPS = ["<result>", "</result>", '},{"', '"},{', "[{", '\\"', "\\\\", '"\r\n"', "\n", "\r\n", "\t"]


def quoted(text: str) -> str:
    return '"' + "".join(f"\\U{ord(letter):08X}" for letter in text) + '"'


TEXTS = st.sampled_from(TRAPS) | st.text(
    st.sampled_from('a",\\\n\r\t{}[]<>:é&') | st.characters(codec="utf-8"), max_size=8
)
LITERALS = TEXTS.map(quoted)
TERMS = (
    st.none()
    | LITERALS
    | LITERALS.map("{}@en".format)
    | st.sampled_from(["<a:b,'&#(>", "1", "<<( <a:s> <a:p> '},{' )>>"])
)
ROWS = st.lists(st.tuples(TERMS, TERMS), max_size=12)


def values(rows: list[tuple[str | None, str | None]]) -> str:
    lines = " ".join(f"({one or 'UNDEF'} {other or 'UNDEF'})" for one, other in rows)
    return f"SELECT ?one ?two {{ VALUES (?one ?two) {{ {lines} }} }}"


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
@settings(max_examples=80)
@given(rows=ROWS, cuts=st.lists(st.integers(1, 40), min_size=1, max_size=6))
def test_rows_are_counted_from_the_bytes(name: str, rows: list[tuple[str | None, str | None]], cuts: list[int]) -> None:
    out = io.BytesIO()
    loading.memory_store().query(values(rows)).write(media.find_formats(name)[0], out)
    count = counter(name)
    assert count is not None
    told, rest, turn = 0, out.getvalue(), 0
    while rest:
        cut = cuts[turn % len(cuts)]
        before, told = told, count(rest[:cut])
        assert told >= before
        rest, turn = rest[cut:], turn + 1
    assert told == len(rows)


@pytest.mark.parametrize("name", ["json", "xml", "csv", "tsv"])
@pytest.mark.parametrize(
    ("query", "rows"), [("ASK {}", 0), ("SELECT * {}", 1), ("SELECT ?x { FILTER(false) }", 0), ("SELECT ?x {}", 1)]
)
def test_answers_without_terms_are_counted(name: str, query: str, rows: int) -> None:
    out = io.BytesIO()
    loading.memory_store().query(query).write(media.find_formats(name)[0], out)
    count = counter(name)
    assert count is not None
    assert count(out.getvalue()) == rows


def test_formats_that_do_not_show_rows_have_no_counter() -> None:
    assert [each.name for each in media.FORMATS if counter(each.name) is None] == [
        "turtle",
        "rdfxml",
        "jsonld",
        "nquads",
        "trig",
    ]


@given(
    sent=st.lists(st.tuples(st.sampled_from([b"H", b"D"]), st.binary(max_size=30)), max_size=6), cut=st.integers(1, 9)
)
def test_frames_are_put_together_however_they_are_cut(sent: list[tuple[bytes, bytes]], cut: int) -> None:
    line = b"".join(frames.frame(letter, payload) for letter, payload in sent)
    whole_again, found = frames.Frames(), []
    for begin in range(0, len(line), cut):
        found += whole_again.feed(line[begin : begin + cut])
    assert found == sent
