"""What was measured, as Markdown."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.measure import Company, Compared, Question, Streamed, Throughput, Times, median, p99
from benchmarks.origin import Origin
from benchmarks.servers import Memory, total

OURS, DISK, OXIGRAPH, RDFLIB = "lotgraph", "lotgraph on disk", "oxigraph", "rdflib-endpoint"
CHEAP = 20
"""Milliseconds of Oxigraph's server up to which a query counts as cheap."""


@dataclass(frozen=True)
class Taken:
    """Memory of one server at rest after its start and after all queries."""

    start: tuple[Memory, ...]
    after: tuple[Memory, ...]


@dataclass(frozen=True)
class Results:
    """All that one run measured; what was left out is empty."""

    command: str
    origin: Origin
    machine: Sequence[tuple[str, str]]
    triples: int
    small_triples: int
    connections: int
    runaways: int
    asked: Sequence[Question]
    compared: Compared
    small: Compared
    rate: Mapping[str, Throughput]
    company: Mapping[str, Company]
    memory: Mapping[str, Taken]
    streamed: Mapping[str, Streamed]


def markdown(found: Results) -> str:
    """The whole page."""
    parts = (_head(found), _targets(found), _queries(found), _rdflib(found), _rates(found), _memory(found))
    return "\n".join(line for part in parts for line in part)


def _head(found: Results) -> Iterator[str]:
    yield "# Performance"
    yield ""
    yield "Made by this command, which anyone can run; nothing in it is checked against a limit:"
    yield ""
    yield f"```console\n$ {found.command}\n```"
    yield ""
    yield str(found.origin)
    yield ""
    yield from _table(("", "measured on"), found.machine)
    yield (
        f"The data are synthetic, shaped like an occupational taxonomy and claims about it: {found.triples:,} triples."
        " All servers run on the same machine on loopback, at the same time, and"
        " are asked in turns; `oxigraph` reads the very store of the release. A *first* answer is to a query in"
        " words that were never sent before, a *repeated* one to a query sent in each turn. Trust the ratios, not"
        " single figures."
    )
    yield ""


def _targets(found: Results) -> Iterator[str]:
    yield "## In short"
    yield ""
    yield from _table(("aim", "wanted", "measured", "reached"), list(_aims(found)))


def _aims(found: Results) -> Iterator[tuple[str, ...]]:
    pairs = [(times[OURS], times[OXIGRAPH]) for times in found.compared.values() if OXIGRAPH in times]
    heavy = [(a, b) for a, b in pairs if median(b.first) > CHEAP]
    cheap = [(a, b) for a, b in pairs if median(b.first) <= CHEAP]
    if heavy:
        ratio = _middle(median(b.first) / median(a.first) for a, b in heavy)
        aim = f"first answers, Oxigraph's time over ours, median of {len(heavy)} queries above {CHEAP} ms"
        yield aim, "2 or more", f"{ratio:.1f}", _yes(ratio >= 2)
    if cheap:
        late = max(median(a.first) - median(b.first) for a, b in cheap)
        aim = f"first answers, ours less Oxigraph's, the worst of the {len(cheap)} others"
        yield aim, "2 ms or less", f"{late:.1f} ms", _yes(late <= 2)
    if pairs:
        ratio = _middle(median(b.repeated) / median(a.repeated) for a, b in pairs)
        yield "repeated answers, Oxigraph's time over ours, median", "5 or more", f"{ratio:.1f}", _yes(ratio >= 5)
    small = [(times[OURS], times[RDFLIB]) for times in found.small.values()]
    if small:
        ratio = _middle(median(b.first) / median(a.first) for a, b in small)
        yield "first answers, rdflib-endpoint's time over ours, median", "20 or more", f"{ratio:.0f}", _yes(ratio >= 20)
    if OURS in found.company:
        mine = found.company[OURS]
        ratio, failed = p99(mine.beside.first) / p99(mine.idle.first), sum(mine.beside.failed.values())
        message = ("no answer" if math.isnan(ratio) else f"{ratio:.1f}") + (
            f", and {failed:,} refused" if failed else ""
        )
        aim = f"a cheap query's p99 beside {found.runaways} runaways over its p99 alone"
        yield aim, "5 or less", message, _yes(ratio <= 5 and not failed)
    if OURS in found.rate:
        first, repeated = found.rate[OURS].first, found.rate[OURS].repeated
        aim = f"label lookups a second, {found.connections} connections: first / repeated"
        yield (
            aim,
            "3,000 or more",
            f"{first:,.0f} / {repeated:,.0f}",
            f"{_yes(first >= 3000)} / {_yes(repeated >= 3000)}",
        )


def _queries(found: Results) -> Iterator[str]:
    if not found.compared:
        return
    names = [name for name in (OXIGRAPH, DISK) if any(name in times for times in found.compared.values())]
    yield "## Query by query"
    yield ""
    yield (
        "Milliseconds, median (p99; the largest where there were fewer than a hundred answers). The ratio is"
        " Oxigraph's median over ours: above 1 we are faster. On disk was asked by itself, not in turns with the"
        " others."
    )
    yield ""
    head = ["query", "rows", "n", "first", *(f"first, {name}" for name in names), "ratio"]
    yield from _table((*head, "repeated", "ratio"), [_line(found, question, names) for question in found.asked])
    yield from _failed(found.compared)


def _line(found: Results, question: Question, names: Sequence[str]) -> tuple[str, ...]:
    times = found.compared[question.name]
    mine, other = times[OURS], times.get(OXIGRAPH, Times())
    return (
        question.title,
        f"{mine.rows:,}",
        str(len(mine.first)),
        _cell(mine.first),
        *(_cell(times[name].first) for name in names),
        _ratio(median(other.first), median(mine.first)),
        _cell(mine.repeated),
        _ratio(median(other.repeated), median(mine.repeated)),
    )


def _failed(compared: Compared) -> Iterator[str]:
    for name, times in compared.items():
        for server, each in times.items():
            for status, number in each.failed.items():
                yield f"`{name}`: {number} answers of {server} had the status {status or 'none'}."
                yield ""


def _rdflib(found: Results) -> Iterator[str]:
    if not found.small:
        return
    yield "## rdflib-endpoint"
    yield ""
    yield (
        f"On a smaller graph of the same shape, {found.small_triples:,} triples, because rdflib takes minutes to load"
        " the larger one and the heavier queries tens of seconds each. Milliseconds, median of first answers."
    )
    yield ""
    lines = []
    for question in found.asked:
        times = found.small[question.name]
        mine, other = median(times[OURS].first), median(times[RDFLIB].first)
        lines.append((question.title, f"{times[OURS].rows:,}", _ms(mine), _ms(other), _ratio(other, mine)))
    yield from _table(("query", "rows", OURS, RDFLIB, "ratio"), lines)
    yield from _failed(found.small)


def _rates(found: Results) -> Iterator[str]:
    if found.rate:
        yield "## Many at once"
        yield ""
        yield f"The label of one thing, {found.connections} connections kept open by one client; answers a second."
        yield ""
        lines = [(n, f"{r.first:,.0f}", f"{r.repeated:,.0f}", f"{r.failed:,}") for n, r in found.rate.items()]
        yield from _table(("server", "first", "repeated", "not answered with 200"), lines)
    if found.company:
        yield f"The same query in ever new words, alone and beside {found.runaways} queries without end; milliseconds."
        yield ""
        head = ("server", "alone", "p99", "beside", "p99", "p99 ratio", "refused", "runaways at the end", "ended")
        yield from _table(head, [_kept(name, each) for name, each in found.company.items()])


def _kept(name: str, each: Company) -> tuple[str, ...]:
    alone, beside = each.idle.first, each.beside.first
    ended = ", ".join(f"{count} with {status or 'no answer'}" for status, count in sorted(each.ended.items()))
    return (
        name,
        _ms(median(alone)),
        _ms(p99(alone)),
        _ms(median(beside)),
        _ms(p99(beside)),
        _ratio(p99(beside), p99(alone)),
        f"{sum(each.beside.failed.values()):,} of {len(beside) + sum(each.beside.failed.values()):,}",
        str(each.running),
        ended or "none",
    )


def _memory(found: Results) -> Iterator[str]:
    if found.memory:
        yield "## Memory"
        yield ""
        yield (
            "MB. The total is the sum of the PSS, which counts once a page that processes share; a process's own pages"
            " are those that it shares with no other, as a worker does the data that it has touched."
        )
        yield ""
        head = (
            "server",
            "processes",
            "total at the start",
            "after all queries",
            "largest process",
            "own, median",
            "own, most",
        )
        yield from _table(head, [_taken(name, each) for name, each in found.memory.items()])
    if found.streamed:
        yield "The answer of 500,000 rows, while the server's memory was watched:"
        yield ""
        head = ("server", "status", "seconds", "MB sent", "memory before", "most", "grew by")
        yield from _table(head, [_long(name, each) for name, each in found.streamed.items()])


def _taken(name: str, each: Taken) -> tuple[str, ...]:
    own = [process.own for process in each.after]
    largest = max((process.rss for process in each.after), default=0)
    sizes = (total(each.start), total(each.after), largest, statistics.median(own) if own else 0, max(own, default=0))
    return (name, str(len(own)), *(f"{size:,.0f}" for size in sizes))


def _long(name: str, each: Streamed) -> tuple[str, ...]:
    sizes = (each.before, each.peak, each.peak - each.before)
    shown = (f"{size:,.0f}" for size in (each.size / 1e6, *sizes))
    return (name, str(each.status), f"{each.seconds:.1f}", *shown)


def _table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "|".join([" --- ", *([" ---: "] * (len(head) - 1))]) + "|"
    for line in lines:
        yield "| " + " | ".join(line) + " |"
    yield ""


def _cell(seconds: Sequence[float]) -> str:
    return f"{_ms(median(seconds))} ({_ms(p99(seconds))})" if seconds else "no answer"


def _ms(milliseconds: float) -> str:
    if math.isnan(milliseconds):
        return "no answer"
    return (
        f"{milliseconds:,.0f}"
        if milliseconds >= 100
        else f"{milliseconds:.2g}"
        if milliseconds < 10
        else f"{milliseconds:.0f}"
    )


def _ratio(one: float, other: float) -> str:
    ratio = one / other
    return "" if math.isnan(ratio) else f"{ratio:,.0f}" if ratio >= 20 else f"{ratio:.1f}"


def _middle(ratios: Iterable[float]) -> float:
    return statistics.median(ratio for ratio in ratios if not math.isnan(ratio))


def _yes(reached: bool) -> str:  # noqa: FBT001 - a word for it
    return "yes" if reached else "no"
