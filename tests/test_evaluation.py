"""The evaluation in processes: right answers, every limit, every way to end, and nothing left behind."""

from __future__ import annotations

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

from lotgraph import media, store
from lotgraph.errors import LotgraphError, NotAcceptable, PayloadTooLarge, QueryError, StoreError
from lotgraph.evaluation import (
    Busy,
    ClientGone,
    Engine,
    Evaluation,
    Evaluator,
    Holdings,
    Limit,
    LimitReached,
    Limits,
    Places,
    Request,
    answer,
    confinement,
    frames,
    keeper,
)
from lotgraph.evaluation.rows import counter
from lotgraph.evaluation.worker import DEPTH
from lotgraph.media import Kind
from lotgraph.store import Dataset

MIB = 1024 * 1024
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
def holdings(tmp_path_factory: pytest.TempPathFactory) -> Holdings:
    """The tiny publication, with a taxonomy that is long enough to get lost in."""
    folder = tmp_path_factory.mktemp("holdings")
    graphs = publications.lines()
    graphs[SCHEME] += [f"<{BASE}id/o/{n}> <{SKOS}broader> <{BASE}id/o/{n // 2}>" for n in range(MANY)]
    paths = publications.write_graphs(folder / "graphs", graphs)
    data = [path for iri, path in paths.items() if iri != QUALITY]
    store.load(folder / "store", data, [paths[QUALITY]])
    turtle = folder / "quality.ttl"
    store.write_dump([paths[QUALITY]], turtle, media.named("turtle")[0])
    prefixes = (("occ", f"{BASE}id/occupation/"), ("skos", SKOS))
    return Holdings(folder / "store", tuple(data), ((QUALITY, turtle),), BASE, prefixes)


@contextmanager
def evaluating(holdings: Holdings, places: Places | None = None) -> Iterator[Evaluator]:
    evaluator = Evaluator(holdings, places)
    try:
        assert evaluator.wait_until_ready(20)
        yield evaluator
    finally:
        evaluator.close()


@pytest.fixture(scope="module")
def in_memory(holdings: Holdings) -> Iterator[Evaluator]:
    with evaluating(holdings) as evaluator:
        yield evaluator


@pytest.fixture(scope="module")
def on_disk(holdings: Holdings) -> Iterator[Evaluator]:
    with evaluating(holdings, Places(memory=0, spare=2)) as evaluator:
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


def soon(true: Callable[[], bool], within: float = 5.0) -> bool:
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
def test_results_are_those_of_the_store(either: Evaluator, holdings: Holdings, query: str, name: str) -> None:
    out = io.BytesIO()
    store.open_release(holdings.store).query(query).write(media.named(name)[0], out)
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
    memory, disk = in_memory.standing(), on_disk.standing()
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
    began = time.monotonic()
    with in_memory.evaluate(Request(RUNAWAY[name], limits=Limits(seconds=0.3))) as evaluation:
        pid = evaluation.worker.pid
        with pytest.raises(LimitReached, match=r"longer than 0\.3 seconds") as raised:
            evaluation.prefetch(1024 * MIB)
    assert time.monotonic() - began < 1.0
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
    monkeypatch.setattr(answer, "SLOW", 60)
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
    before = in_memory.standing().pids
    with in_memory.evaluate(Request(LONG, results="csv", limits=Limits(rows=20_000))) as evaluation:
        assert evaluation.prefetch(1000)
        with pytest.raises(LimitReached):
            list(evaluation)
        with pytest.raises(LimitReached):
            evaluation.prefetch()
        # It stopped by itself, so it need not be replaced.
        assert evaluation.worker.pid in before or before


# Who ends it else.


def test_a_client_that_goes_before_the_first_byte_ends_its_query(either: Evaluator) -> None:
    ours, theirs = socket.socketpair()
    with ours, either.evaluate(Request(CARTESIAN, limits=Limits(seconds=20)), ours) as evaluation:
        pid = evaluation.worker.pid
        threading.Timer(0.2, theirs.close).start()
        began = time.monotonic()
        with pytest.raises(ClientGone):
            evaluation.prefetch()
    assert time.monotonic() - began < 2
    assert evaluation.ended == "gone"
    assert soon(lambda: not is_alive(pid))
    assert is_well(either)


def test_a_client_that_sends_more_is_not_taken_for_gone(in_memory: Evaluator) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(b"GET /next HTTP/1.1\r\n")
        with in_memory.evaluate(Request(CARTESIAN, limits=Limits(seconds=0.3)), ours) as evaluation:
            used = time.thread_time()
            with pytest.raises(LimitReached):
                evaluation.prefetch()
        assert time.thread_time() - used < 0.1
        theirs.close()
        evaluation = in_memory.evaluate(Request(CARTESIAN, limits=Limits(seconds=20)), ours)
        with evaluation, pytest.raises(ClientGone):
            evaluation.prefetch()


def test_a_client_that_cannot_be_looked_at_is_believed_to_be_there(in_memory: Evaluator) -> None:
    class Encrypted(socket.socket):
        def recv(self, *_: object) -> bytes:
            raise ValueError("non-zero flags not allowed")

    plain, theirs = socket.socketpair()
    with theirs, Encrypted(fileno=plain.detach()) as ours:
        theirs.sendall(b"more")
        assert in_memory.evaluate(Request(LABEL), ours).prefetch()
        with pytest.raises(LimitReached):
            in_memory.evaluate(Request(CARTESIAN, limits=Limits(seconds=0.2)), ours).prefetch()


def test_a_client_that_goes_over_tcp_is_noticed(in_memory: Evaluator) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        theirs = socket.create_connection(server.getsockname())
        ours, _ = server.accept()
    with ours, in_memory.evaluate(Request(CARTESIAN, limits=Limits(seconds=20)), ours) as evaluation:
        threading.Timer(0.1, theirs.close).start()
        with pytest.raises(ClientGone):
            evaluation.prefetch()


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
    assert in_memory.standing().busy == 0


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
    assert soon(lambda: in_memory.standing().idle >= 2)
    before = in_memory.standing().pids
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    assert all(is_well(in_memory) for _ in range(10))
    assert soon(lambda: in_memory.standing().idle >= 2)
    assert not set(before) & set(in_memory.standing().pids)


def test_workers_live_through_the_signals_of_their_group(in_memory: Evaluator) -> None:
    assert soon(lambda: in_memory.standing().idle >= 2)
    before = in_memory.standing().pids
    for pid in before:
        os.kill(pid, signal.SIGINT)
        os.kill(pid, signal.SIGTERM)
    assert is_well(in_memory)
    assert set(before) <= set(in_memory.standing().pids)


# Delivery.


def test_the_clock_stands_still_while_the_client_does_not_read(
    in_memory: Evaluator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answer, "SLOW", 60)
    limits = Limits(seconds=1.0)
    query = f"SELECT ?s ?o ?x {{ ?s <{SKOS}broader> ?o . VALUES ?x {{ {' '.join(map(str, range(10)))} }} }}"
    with in_memory.evaluate(Request(query, results="tsv", limits=limits)) as evaluation:
        length = len(evaluation.prefetch(1000))
        time.sleep(1.5)
        length += sum(map(len, evaluation))
        assert evaluation.complete
    assert length > MIB


@pytest.mark.parametrize("limits", [Limits(stall=0.3), Limits(delivery=0.3)])
def test_an_answer_that_nobody_takes_is_given_up(in_memory: Evaluator, limits: Limits) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs, in_memory.evaluate(Request(LONG, results="csv", limits=limits), ours) as evaluation:
        pid = evaluation.worker.pid
        ours.sendall(evaluation.prefetch(1000)[:1000])
        ours.settimeout(10)
        # The client never reads: this would wait for ever.
        with pytest.raises(BrokenPipeError):
            ours.sendall(bytes(10 * MIB))
        with pytest.raises(LimitReached, match="not taken by the client") as raised:
            list(evaluation)
    assert raised.value.limit is Limit.DELIVERY
    assert soon(lambda: not is_alive(pid))


# Places.


def test_there_are_so_many_places(holdings: Holdings) -> None:
    with evaluating(holdings, Places(evaluations=2, spare=1, wait=0.2)) as evaluator:
        limits = Limits(seconds=20)
        endless = Request(CARTESIAN, limits=limits)
        with evaluator.evaluate(endless) as first, evaluator.evaluate(endless):
            began = time.monotonic()
            with pytest.raises(Busy) as raised:
                evaluator.evaluate(Request(LABEL))
            assert 0.1 < time.monotonic() - began < 1
            assert raised.value.retry_after >= 1
            # A place that is given back in time is taken.
            threading.Timer(0.1, first.close).start()
            assert is_well(evaluator)
        assert is_well(evaluator)
        assert evaluator.standing().busy == 0


SLOW = (
    f"SELECT (COUNT(*) AS ?n) {{ ?a <{SKOS}broader> ?b . {{ SELECT ?c {{ ?c <{SKOS}broader> ?d }} LIMIT 300 }}"
    " FILTER(STRLEN(STR(?a)) + STRLEN(STR(?c)) > 1) }"
)


def test_a_slow_query_gives_way_where_there_are_others_and_its_worker_is_replaced(
    in_memory: Evaluator, monkeypatch: pytest.MonkeyPatch
) -> None:
    with in_memory.evaluate(Request(CARTESIAN)) as evaluation:
        pid = evaluation.worker.pid
        time.sleep(0.3)
        assert os.getpriority(os.PRIO_PROCESS, pid) < 19
        with in_memory.evaluate(Request(CARTESIAN)):
            assert soon(lambda: os.getpriority(os.PRIO_PROCESS, pid) == 19)
    monkeypatch.setattr(answer, "SLOW", 0)
    with in_memory.evaluate(Request(CARTESIAN)), in_memory.evaluate(Request(SLOW)) as evaluation:
        pid = evaluation.worker.pid
        evaluation.prefetch()
        assert evaluation.complete
        assert soon(lambda: not is_alive(pid))


def test_a_worker_that_was_long_at_work_goes_first_and_only_two_are_kept(
    in_memory: Evaluator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answer, "SLOW", 0)
    monkeypatch.setattr(keeper, "TICK", 0.001)

    def pid_of(evaluation: Evaluation) -> int:
        pid = evaluation.worker.pid
        evaluation.prefetch()
        return pid

    with in_memory.evaluate(Request(SLOW)) as evaluation:
        first = pid_of(evaluation)
    assert evaluation.worker.warm
    with in_memory.evaluate(Request(LABEL)) as evaluation:
        assert pid_of(evaluation) == first
    # Beside others they would give way, and be let go for that.
    monkeypatch.setattr(answer, "SLOW", 60)
    pool = in_memory._pool
    with ExitStack() as stack:
        at_once = [stack.enter_context(in_memory.evaluate(Request(LABEL))) for _ in range(4)]
        for evaluation in at_once:
            evaluation.worker.warm = True
            evaluation.prefetch()
    assert sum(worker.warm for worker in pool.idle) == 2


def test_cheap_queries_get_through_beside_runaway_ones(in_memory: Evaluator) -> None:
    def run(query: str) -> str:
        with pytest.raises(LimitReached) as raised:
            whole(in_memory, query, limits=Limits(seconds=1.0, rows=10**9, bytes=10**12))
        return raised.value.limit.value

    names = ["cartesian", "path", "concat", "regex", "exists"] * 2
    with ThreadPoolExecutor(10) as threads:
        running = [threads.submit(run, RUNAWAY[name]) for name in names]
        assert soon(lambda: in_memory.standing().busy == 10)
        answered = 0
        while in_memory.standing().busy == 10:
            assert is_well(in_memory)
            answered += 1
        assert {each.result() for each in running} == {"time"}
    assert answered > 10


def test_workers_that_are_too_many_are_dismissed(holdings: Holdings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "_LINGER", 0.1)
    monkeypatch.setattr(answer, "SLOW", 60)
    with evaluating(holdings, Places(spare=1, memory=0)) as evaluator:
        at_once = [evaluator.evaluate(Request(LABEL)) for _ in range(5)]
        for evaluation in at_once:
            evaluation.prefetch()
        many = evaluator.standing().idle
        assert many >= 5
        assert soon(lambda: evaluator.standing().idle < many, 8)


# How it begins and ends.


def descriptors() -> int:
    return len(list(Path("/dev/fd").iterdir()))


def test_nothing_is_left_behind(holdings: Holdings) -> None:
    threads, open_before = threading.active_count(), descriptors()
    evaluator = Evaluator(holdings, Places(evaluations=4, spare=2, wait=0.1))
    evaluator.close()
    evaluator = Evaluator(holdings, Places(evaluations=4, spare=2, wait=0.1))
    assert is_well(evaluator)
    with pytest.raises(LimitReached):
        whole(evaluator, CARTESIAN, limits=Limits(seconds=0.2))
    with pytest.raises(QueryError):
        whole(evaluator, "SELECT * { FILTER(" + "!" * 50_000 + "true)}")
    assert is_well(evaluator)
    with evaluator.evaluate(Request(CARTESIAN)) as evaluation:
        nursery = evaluation.worker.brood.process
        pids = evaluator.standing().pids
    evaluator.close()
    evaluator.close()
    assert soon(lambda: descriptors() <= open_before)
    assert threading.active_count() == threads
    assert not [pid for pid in pids if is_alive(pid)]
    assert nursery.returncode == 0
    with pytest.raises(StoreError, match="no longer"):
        evaluator.evaluate(Request(LABEL))


def test_closing_lets_running_queries_end_for_a_while(holdings: Holdings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer, "SLOW", 60)
    evaluator = Evaluator(holdings, Places(spare=2))
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


def test_a_nursery_that_dies_is_started_anew(holdings: Holdings, caplog: pytest.LogCaptureFixture) -> None:
    with evaluating(holdings, Places(spare=2)) as evaluator:
        with evaluator.evaluate(Request(CARTESIAN, limits=Limits(seconds=20))) as evaluation:
            os.kill(evaluation.worker.brood.process.pid, signal.SIGKILL)
            with pytest.raises(StoreError):
                evaluation.prefetch()
        assert soon(lambda: evaluator.standing().idle > 0, 10)
        assert is_well(evaluator)
    assert "started anew" in caplog.text


def test_a_store_that_is_not_there_is_told(holdings: Holdings, tmp_path: Path) -> None:
    evaluator = Evaluator(Holdings(tmp_path / "nowhere"))
    try:
        with pytest.raises(StoreError, match="there is no store here"):
            evaluator.evaluate(Request(LABEL))
    finally:
        evaluator.close()


def test_data_that_cannot_be_loaded_leave_it_on_disk(
    holdings: Holdings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "broken.nq").write_text("no triple\n", "utf-8")
    with evaluating(Holdings(holdings.store, (tmp_path / "broken.nq",))) as evaluator:
        assert is_well(evaluator)
        assert not evaluator.standing().in_memory
    assert "answered from disk" in caplog.text


def test_it_answers_from_disk_until_it_is_in_memory(holdings: Holdings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "_QUICK", 0)
    with evaluating(holdings) as evaluator:
        assert is_well(evaluator)
        assert soon(lambda: evaluator.standing().in_memory, 10)
        assert is_well(evaluator)
        assert soon(lambda: evaluator.standing().idle >= 2)
        assert not evaluator.standing().loading


HOLDER = """
import sys, threading, time
from pathlib import Path
from lotgraph.evaluation import Evaluator, Holdings, Places, Request
evaluator = Evaluator(Holdings(Path(sys.argv[1])), Places(spare=2))
evaluator.wait_until_ready(20)
running = evaluator.evaluate(Request(sys.argv[2]))
print(running.worker.brood.process.pid, *evaluator.standing().pids, flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_everything_ends_with_the_process_that_started_it(holdings: Holdings, how: signal.Signals) -> None:
    environ = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", HOLDER, str(holdings.store), CARTESIAN]
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        pids = [int(pid) for pid in process.stdout.readline().split()]
        assert len(pids) >= 2
        assert all(map(is_alive, pids))
        process.send_signal(how)
        process.wait(10)
        assert soon(lambda: not any(map(is_alive, pids)))


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
    store.memory_store().query(values(rows)).write(media.named(name)[0], out)
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
    store.memory_store().query(query).write(media.named(name)[0], out)
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
