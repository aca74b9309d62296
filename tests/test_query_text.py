"""What the text of a query tells before it is parsed."""

from __future__ import annotations

import pytest

from lotgraph.formats.media import Kind
from lotgraph.rdf.query_text import has_stable_bytes, is_lasting, kind_of


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("select * {}", Kind.RESULTS),
        ("# ASK\n\tBASE <http://a/>PREFIX : <b#> # c\nprefix é-1: <x>\nCONSTRUCT WHERE {}", Kind.GRAPH),
        ("VERSION '1.2' DESCRIBE <x>", Kind.GRAPH),
        ("\\u0041SK {}", Kind.RESULTS),
        ("PREFIX select: <x> ASK {}", Kind.RESULTS),
        ("PREFIX # c\n a: # d\n <x#y> ASK {}", Kind.RESULTS),
        ("SELECTED", None),
        ("INSERT DATA {}", None),
        ("", None),
        ("PREFIX a <b> SELECT * {}", None),
    ],
)
def test_the_form_stands_behind_the_prologue(query: str, kind: Kind | None) -> None:
    assert kind_of(query) is kind


@pytest.mark.parametrize(
    "query", ["SELECT (now() AS ?x) {}", "SELECT (STR\\u0055UID() AS ?x) {}", "ASK{FILTER(Rand()>1)}"]
)
def test_what_asks_for_the_clock_or_for_chance_does_not_last(query: str) -> None:
    assert not is_lasting(query)


def test_words_that_only_begin_so_last() -> None:
    assert is_lasting("SELECT ?knowledge ?random { ?brand ?snow ?known }")


def test_a_template_may_name_nodes_anew() -> None:
    assert not has_stable_bytes("CONSTRUCT { [] ?p ?o } { ?s ?p ?o }")
    assert has_stable_bytes("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")


@pytest.mark.parametrize("part", ["PREFIX ", "PREFIX a:", "#", "# \n", " ", "BASE <", "BASE # \n", "<", "\\u0041"])
def test_long_nonsense_takes_no_time(part: str) -> None:
    # A way through it that grows with the square of its length would take hours, and the suite's timeout end it.
    kind_of(part * (1_000_000 // len(part)))
