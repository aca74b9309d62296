"""IRIs: one for each thing, the same from a name and from a column, valid, and ids proposed from labels."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import duckdb
import narwhals as nw
import pyoxigraph
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rdflib import URIRef

from lotgraph.schema import FORMS, Type, vocabulary
from lotgraph.schema.vocabulary import (
    NAMESPACES,
    PATHS,
    compact,
    encode,
    encode_column,
    expand,
    mint,
    prefixes,
    slug,
)

BASE = "https://data.example.org/work/"

# What no id holds, in any word of it; the form itself is asked below.
words = st.text(
    st.characters(exclude_categories=("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"), exclude_characters='|"<>\\^`{}'),
    min_size=1,
    max_size=8,
)
telling = st.sampled_from(
    ["all", "ci/cd", "100%", "%2F", "a b", "c#", "[x]", "what?", "end", "level", "not-stated", "source"]
)
ids = st.one_of(telling, st.lists(words, min_size=1, max_size=3).map(" ".join)).filter(lambda text: is_id(text))  # noqa: PLW0108  # it comes later
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=12)
# What an IRI may hold of a name, plainly or percent-encoded (RFC 3987, 2.2: ucschar).
names = st.text(st.one_of(st.sampled_from("\t\n"), st.characters(exclude_categories=("Cc", "Cs"))), min_size=1).filter(
    lambda text: re.fullmatch(r"[\t\n -~\xa0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U00010000-\U0001fffd]+", text)
)


@st.composite
def things(draw: st.DrawFn) -> tuple[str, tuple[str, ...]]:
    """A kind of thing, and as many ids as it has dimensions."""
    kind = draw(st.sampled_from(sorted(PATHS)))
    number = PATHS[kind].count("{}")
    return kind, tuple(draw(st.lists(ids, min_size=number, max_size=number)))


@cache
def database() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


def is_id(text: str) -> bool:
    """Whether reading takes the text for an id."""
    query = "select regexp_full_match(?, ?)"
    (found,) = database().execute(query, [text, FORMS[Type.ID].pattern]).fetchall()
    return bool(found[0]) and text not in {".", ".."}


def read_back(iri: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every kind and dimensions that may have given the IRI."""
    for kind, path in PATHS.items():
        pattern = "([^/]+)".join(map(re.escape, (BASE + path).split("{}")))
        if found := re.fullmatch(pattern, iri):
            yield kind, tuple(map(unquote, found.groups()))


@settings(max_examples=150)
@given(things())
@example(("graph-source", ("x",)))
@example(("graph-scheme", ("lot", "7.3.0")))
@example(("period-not-stated", ()))
def test_an_iri_tells_its_kind_and_its_dimensions(thing: tuple[str, tuple[str, ...]]) -> None:
    kind, dimensions = thing
    found = set(read_back(mint(BASE, kind, *dimensions)))
    if kind == "graph-source" or (kind == "graph-scheme" and dimensions[0] == "source"):
        # The one pair of paths that are alike: a scheme of the id "source" would share the graph of a source.
        assert found == {("graph-source", dimensions[-1:]), ("graph-scheme", ("source", *dimensions[-1:]))}
    else:
        assert found == {thing}


@settings(max_examples=150)
@given(things(), st.sampled_from([BASE, "https://w3id.org/lotgraph/", "http://localhost:8000/a%20b/"]))
def test_an_iri_is_valid_and_begins_with_the_base(thing: tuple[str, tuple[str, ...]], base: str) -> None:
    iri = mint(base, thing[0], *thing[1])
    assert iri.startswith(base)
    assert pyoxigraph.NamedNode(iri).value == iri
    assert URIRef(iri).n3() == f"<{iri}>"
    assert not re.search(r"\?|%(?![0-9A-F]{2})", iri.removeprefix(base))
    assert iri.removeprefix(base).count("#") == PATHS[thing[0]].count("#")


@given(names)
@example('A | B {c} ^`\\"<d>')
@example("Two\tparts\nof a name")
def test_an_iri_of_a_name_is_valid(name: str) -> None:
    iri = mint(BASE, "agent", name)
    assert pyoxigraph.NamedNode(iri).value == iri
    assert unquote(iri) == f"{BASE}id/agent/{name}"


def in_database(values: list[str], *, names: bool) -> list[str]:
    database().execute("create or replace temp table texts (place integer, value varchar)")
    database().executemany("insert into texts values (?, ?)", list(enumerate(values)))
    frame = nw.from_native(database().table("texts"))
    found = frame.select("place", segment=encode_column(nw.col("value"), names=names)).sort("place").to_native()
    return [segment for _, segment in found.fetchall()]


@settings(max_examples=20)
@given(st.lists(ids, min_size=1, max_size=20))
def test_a_column_of_ids_is_encoded_as_one_id_is(values: list[str]) -> None:
    assert in_database(values, names=False) == [encode(value) for value in values]


@settings(max_examples=20)
@given(st.lists(texts, min_size=1, max_size=20))
@example(["Acme {Ltd} | <b>", "\\", "100 %", "a\nb", "%25"])
def test_a_column_of_names_is_encoded_as_one_name_is(values: list[str]) -> None:
    assert in_database(values, names=True) == [encode(value) for value in values]


def test_every_path_is_below_id_or_graph_or_a_part_of_a_page() -> None:
    for path in PATHS.values():
        assert re.fullmatch(r"(id|graph)(/([a-z-]+|\{\}))+|(quality|ontology|shapes)#[a-z-]+\{\}", path)


def test_prefixes_name_namespaces_and_the_kinds_below_the_base() -> None:
    found = prefixes(BASE)
    assert found.items() >= NAMESPACES.items()
    assert found["skill"] == f"{BASE}id/skill/"
    assert len(set(found.values())) == len(found)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", prefix) for prefix in found)


@pytest.mark.parametrize("curie", ["lg:Occupation", "sdmx-code:obsStatus-A", "skos:prefLabel"])
def test_a_curie_and_its_iri(curie: str) -> None:
    assert compact(expand(curie)) == curie


def test_an_unknown_prefix_is_not_expanded() -> None:
    with pytest.raises(KeyError):
        expand("unknown:x")
    assert compact("https://elsewhere.example/x") == "https://elsewhere.example/x"


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("C", "c"),
        ("C++", "c-plus-plus"),
        ("C#", "c-sharp"),
        ("C++ (Programming Language)", "c-plus-plus-programming-language"),
        ("R&D", "r-and-d"),
        ("R & D", "r-and-d"),
        (".NET", "net"),
        ("CI/CD", "ci-cd"),
        ("  Python 3.11 ", "python-3-11"),
        ("snake_case", "snake-case"),
        ("Résumé", "résumé"),
        ("機械学習エンジニア", "機械学習エンジニア"),
        ("データ 分析", "データ-分析"),
        ("ΑΣ", "ας"),
        ("", ""),
        ("!?", ""),
        ("🎉", ""),
    ],
)
def test_the_slug_of_a_label(label: str, expected: str) -> None:
    assert slug(label) == expected


@settings(max_examples=300)
@given(st.text(max_size=30))
@example("İstanbul")
def test_a_slug_is_an_id_or_empty(label: str) -> None:
    found = slug(label)
    assert slug(found) == found
    assert not found or is_id(found)
    assert encode(found) == found


def test_the_skills_of_the_seeds_have_slugs_of_their_own(seeds: Path) -> None:
    with (seeds / "ncstate" / "skills.csv").open(encoding="utf-8", newline="") as file:
        labels = [row["label"] for row in csv.DictReader(file)]
    assert len(labels) == 80
    assert len({slug(label) for label in labels} - {""}) == 80


def test_the_base_is_nowhere_but_in_what_is_minted() -> None:
    source = Path(vocabulary.__file__).read_text(encoding="utf-8")
    assert [line for line in source.splitlines() if "w3id.org/lotgraph/" in line] == [
        'LG: Final = "https://w3id.org/lotgraph/ns#"',
        'LGSH: Final = "https://w3id.org/lotgraph/shapes#"',
    ]
