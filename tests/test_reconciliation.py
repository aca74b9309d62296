"""What a text may mean: normalisation, the index, scores, in any language."""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import publications
from tests import reconciliation as small

from lotgraph.errors import StoreError
from lotgraph.linking.reconciliation import matching
from lotgraph.linking.reconciliation.building import INDEX, write_index
from lotgraph.linking.reconciliation.entities import IN_SCHEME, NOTATION, TITLE
from lotgraph.linking.reconciliation.index import Index, open_label_index
from lotgraph.linking.reconciliation.matching import (
    LANGUAGE,
    Candidate,
    Condition,
    Query,
    candidates,
)
from lotgraph.linking.reconciliation.normalisation import grams, normalise
from lotgraph.release import retention
from lotgraph.release.folder import current_release, write_checksums, write_store_checksums
from lotgraph.release.verification import verify
from lotgraph.schema.vocabulary import expand

SKILL, OCCUPATION = expand("lg:Skill"), expand("lg:Occupation")
BROADER = expand("skos:broader")


@pytest.fixture(scope="module")
def languages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small.publish(tmp_path_factory.mktemp("publication"))


@pytest.fixture(scope="module")
def index(languages: Path) -> Iterator[Index]:
    with open_label_index(current_release(languages) / "store" / INDEX) as found:
        yield found


def asked(
    index: Index, text: str, *conditions: Condition, types: tuple[str, ...] = (), strict: bool = True
) -> tuple[Candidate, ...]:
    return candidates(index, Query(text, types, strict, conditions, 10))


# Normalisation


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Machine-Learning  Engineer", "machine learning engineer"),
        ("INFIRMIÈRE", "infirmiere"),
        ("Straße", "STRASSE"),
        ("ممرّض", "ممرض"),
        ("ＡＢＣ　１２", "abc 12"),
        ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        ("İstanbul", "istanbul"),
        ("O'Brien & Co.", "o brien co"),
        ("Разработчик\tПО", "разработчик по"),
        ("ｶﾞ", "ガ"),
    ],
)
def test_texts_that_are_the_same(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(
    ("one", "other"), [("C++", "C#"), ("C", "C#"), ("か", "が"), ("नर्स", "नरस"), ("???", "!!!"), ("क", "की")]
)
def test_texts_that_are_not(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


@given(st.text())
def test_a_normalised_text_stays_as_it_is(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert normalise(text.upper().lower()) == normalise(text.upper().lower().casefold())
    assert once == " ".join(once.split())


@given(st.text(min_size=1))
def test_the_grams_of_a_text(text: str) -> None:
    found = grams(normalise(text))
    assert all(len(gram) == 3 for gram in found)
    assert bool(found) == bool(normalise(text))


@given(st.lists(st.text(st.characters(categories=["L"]), min_size=1), max_size=5))
def test_the_order_of_words_has_no_grams(words: list[str]) -> None:
    assert grams(" ".join(words)) == grams(" ".join(reversed(words)))


# Names


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("registered NURSE", small.NURSE),  # the preferred label
        ("krankenpfleger", small.NURSE),  # others, in other languages and scripts
        ("INFIRMIERE DIPLOMEE", small.NURSE),
        ("看護師", small.NURSE),
        ("ممرض", small.NURSE),
        ("नर्स", small.NURSE),
        ("разработчик по", small.DEVELOPER),
        ("nusre", small.NURSE),  # a hidden one
        ("2512.4", small.DEVELOPER),  # a code
        ("code-wizard", small.DEVELOPER),  # a published title
        (small.JAVA, small.JAVA),  # an IRI
        ("acme inc", small.ACME),
        ("C++", small.PLUS),
    ],
)
def test_the_only_exact_answer(index: Index, text: str, found: str) -> None:
    first, *rest = asked(index, text)
    assert (first.thing.iri, first.score, first.match, first.exact) == (found, 1.0, True, True)
    assert all(each.score < matching.ALIKE and not each.match for each in rest)


def test_several_exact_answers_share_less_than_one(index: Index) -> None:
    first, second, *rest = asked(index, "programmer")
    assert (first.thing.iri, first.score) == (small.PROGRAMMER, matching.NAMESAKE + matching.PREFERENCE)
    assert (second.thing.iri, second.score) == (small.DEVELOPER, matching.NAMESAKE)
    assert not any(each.match for each in (first, second, *rest))


def test_what_tells_namesakes_apart(index: Index) -> None:
    for condition in (Condition(IN_SCHEME, ("Another",)), Condition(IN_SCHEME, (small.OTHER,))):
        first = asked(index, "programmer", condition)[0]
        assert (first.thing.iri, first.score, first.match) == (small.PROGRAMMER, 1.0, True)
    first, second = asked(index, "programmer", Condition(BROADER, ("computing", "elsewhere")))[:2]
    assert (first.thing.iri, first.score, first.match) == (small.DEVELOPER, 1.0, True)
    assert (second.score, second.match) == (round(0.98 * (1 - matching.MISSED), 4), False)
    first = asked(index, "programmer", Condition(NOTATION, ("2512.4",)))[0]
    assert (first.thing.iri, first.match) == (small.DEVELOPER, True)
    first = asked(index, "welder", Condition(LANGUAGE, ("de",)))[0]
    assert (first.thing.iri, first.match) == (small.NURSE, True)


def test_classes_filter_or_weigh(index: Index) -> None:
    assert {each.thing.type for each in asked(index, "java", types=(SKILL,))} == {SKILL}
    assert not any(each.thing.iri == small.JAVA for each in asked(index, "java", types=(OCCUPATION,)))
    assert asked(index, "java", types=("https://example.org/Unknown",)) == ()
    first = asked(index, "java", types=(OCCUPATION,), strict=False)[0]
    assert (first.thing.iri, first.match) == (small.JAVA, False)
    assert first.score < 0.7
    first = asked(index, "java", types=(SKILL,), strict=False)[0]
    assert (first.score, first.match) == (1.0, True)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Sofware developper", small.DEVELOPER),
        ("developer, software", small.DEVELOPER),
        ("Softwareentwikler", small.DEVELOPER),
        ("soft ware developer", small.DEVELOPER),
        ("nurse (registered)", small.NURSE),
        ("разроботчик по", small.DEVELOPER),
        ("Infermière diplomé", small.NURSE),
    ],
)
def test_a_name_that_is_like_it(index: Index, text: str, found: str) -> None:
    first = asked(index, text)[0]
    assert first.thing.iri == found
    assert 0.5 < first.score < matching.NAMESAKE
    assert not first.match


def test_what_is_asked_for_without_a_name(index: Index) -> None:
    (first,) = asked(index, "", Condition(NOTATION, ("2221",)))
    assert (first.thing.iri, first.score, first.match) == (small.NURSE, 1.0, True)
    found = asked(index, "", Condition(small.SECTOR, ("industrials",)), Condition(small.FOUNDED, ("1902",)))
    assert [each.thing.iri for each in found] == [small.ACME]
    assert asked(index, " ") == ()
    assert asked(index, "", Condition(TITLE, ("code wizard",)))[0].thing.iri == small.DEVELOPER
    assert len(asked(index, "", Condition(IN_SCHEME, ("a taxonomy",)))) == 3
    assert asked(index, "", Condition("https://example.org/p", ("1",))) == ()
    (first,) = asked(index, "", Condition(BROADER, ("computing",)))
    assert (first.thing.iri, first.match) == (small.DEVELOPER, True)
    first, *rest = asked(index, "", Condition(BROADER, ("computing",)), Condition(IN_SCHEME, ("lot",)))
    assert (first.thing.iri, first.score, first.match) == (small.DEVELOPER, 1.0, True)
    assert len(rest) == 2
    assert all(0.8 < each.score < matching.NAMESAKE for each in rest)


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_answered_with_scores_from_0_to_1(languages: Path, text: str) -> None:
    with open_label_index(current_release(languages) / "store" / INDEX) as index:
        found = asked(index, text)
    scores = [each.score for each in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert sum(score == 1 for score in scores) == sum(each.match for each in found) <= 1


# The index


def test_the_index_is_made_of_the_data_alone(languages: Path, tmp_path: Path) -> None:
    release = current_release(languages)
    for name in ("one", "two"):
        write_index(tmp_path / name, release / "dumps" / "lotgraph.nq", "en")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_name_in_the_language_of_the_publication(tmp_path: Path) -> None:
    quads = tmp_path / "data.nq"
    lines = [f"{iri} <{expand('rdf:type')}> <{SKILL}> <g:> ." for iri in ("<a:1>", "<a:2>", "<a:3>")]
    for iri, label in (("1", '"welding"@en'), ("1", '"soudage"@fr'), ("2", '"soudage"@fr'), ("3", '"a\\nb\\u00e9"')):
        lines.append(f"<a:{iri}> <{expand('skos:prefLabel')}> {label} <g:> .")
    quads.write_text("".join(f"{line}\n" for line in sorted(lines)), "utf-8")
    names = {}
    for language in ("fr", "de"):
        write_index(tmp_path / language, quads, language)
        with open_label_index(tmp_path / language) as index:
            names[language] = [thing.name for thing in index.things((1, 2, 3)).values()]
    assert names == {"fr": ["soudage", "soudage", "a\nbé"], "de": ["welding", "soudage", "a\nbé"]}


def test_an_index_that_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / INDEX
    with pytest.raises(FileNotFoundError), open_label_index(path):
        pass
    path.write_bytes(b"no database" * 100)
    with pytest.raises(StoreError, match="cannot be read"), open_label_index(path):
        pass
    path.unlink()
    sqlite3.connect(path).close()
    with pytest.raises(FileNotFoundError), open_label_index(path):
        pass
    with pytest.raises(StoreError, match="cannot be written"):
        write_index(tmp_path / "no" / INDEX, _empty(tmp_path), "en")


def _empty(folder: Path) -> Path:
    path = folder / "empty.nq"
    path.write_bytes(b"")
    return path


def test_a_circle_in_the_hierarchy_ends(tmp_path: Path) -> None:
    lines = [f"<a:{n}> <{expand('rdf:type')}> <{SKILL}> <g:> ." for n in (1, 2)]
    lines += [f'<a:{n}> <{expand("skos:prefLabel")}> "n{n}" <g:> .' for n in (1, 2)]
    lines += [f"<a:1> <{BROADER}> <a:2> <g:> .", f"<a:2> <{BROADER}> <a:1> <g:> ."]
    (tmp_path / "data.nq").write_text("".join(f"{line}\n" for line in sorted(lines)))
    write_index(tmp_path / INDEX, tmp_path / "data.nq", "en")
    with open_label_index(tmp_path / INDEX) as index:
        assert index.below([1]) == index.below([1], [1, 2]) == {1, 2}


def test_a_release_is_verified_with_its_index(folder: Path) -> None:
    assert (folder / "store" / INDEX).is_file()
    assert f"  {INDEX}\n" in (folder / "store" / "SHA256SUMS").read_text()
    with open_label_index(folder / "store" / INDEX) as index:
        assert index.types()[OCCUPATION] > 1


def test_a_changed_index_is_found_and_a_lost_one_made_again(tmp_path: Path) -> None:
    publication = small.publish(tmp_path)
    release = current_release(publication)
    write_store_checksums(release / "store")
    write_checksums(release)
    path = release / "store" / INDEX
    before = path.read_bytes()
    path.write_bytes(before[:-1] + b"x")
    assert f"store/{INDEX}: is not what was published (SHA-256)" in verify(release).problems
    publications.publish(publication, "2.0")
    for name in ("CURRENT", INDEX):
        (release / "store" / name).unlink()
    retention.rollback(publication, "1.0")
    assert path.read_bytes() == before


def test_marks_are_told_by_their_class() -> None:
    assert normalise("e\N{COMBINING ACUTE ACCENT}") == "e"
    assert unicodedata.combining("\N{DEVANAGARI SIGN VIRAMA}") == 9
    assert "\N{DEVANAGARI SIGN VIRAMA}" in normalise("नर्स")
