"""Formats and content negotiation (RFC 9110, 12.5.1)."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.formats import media
from lotgraph.formats.media import Kind

OFFERS = ("text/turtle", "application/n-triples", "application/ld+json", "text/html")
RANGES = (*OFFERS, "text/*", "application/*", "*/*", "image/png", "image/*")

qualities = st.integers(0, 1000).map(lambda thousandths: Fraction(thousandths, 1000))
wishes = st.dictionaries(st.sampled_from(RANGES), qualities, min_size=1)
spaces = st.sampled_from(["", " ", "\t", "  "])


def written(wish: dict[str, Fraction]) -> list[str]:
    return [f"{name};q={float(quality):.3f}" for name, quality in wish.items()]


def expected(wish: dict[str, Fraction]) -> str | None:
    """What the RFC says, spelt out: the closest range decides; of equals the closest, then the server's order."""

    def match(offer: str) -> tuple[Fraction, int]:
        for closeness, name in ((2, offer), (1, f"{offer.partition('/')[0]}/*"), (0, "*/*")):
            if name in wish:
                return wish[name], closeness
        return Fraction(0), 0

    best = max(map(match, OFFERS))
    return next(offer for offer in OFFERS if match(offer) == best) if best[0] else None


@given(wishes)
def test_the_closest_range_decides_and_the_highest_quality_wins(wish: dict[str, Fraction]) -> None:
    assert media.negotiate(",".join(written(wish)), OFFERS) == expected(wish)


@given(wishes, st.randoms(use_true_random=False), spaces, spaces)
def test_order_case_and_space_mean_nothing(wish: dict[str, Fraction], random, before, after) -> None:  # type: ignore[no-untyped-def]
    parts = written(wish)
    random.shuffle(parts)
    header = f"{before},{after}".join(part.upper().replace(";", f"{after};{before}") for part in parts)
    assert media.negotiate(header, OFFERS) == expected(wish)


@given(
    wishes,
    st.lists(st.sampled_from(["", "text", "/", "text/", "*/html", "a b/c", "text/html;q=x", ";q=1", "é/é"])),
)
def test_malformed_parts_are_passed_over(wish: dict[str, Fraction], garbage: list[str]) -> None:
    assert media.negotiate(",".join([*garbage, *written(wish), *garbage]), OFFERS) == expected(wish)


@given(st.text(alphabet=st.characters(max_codepoint=255)) | st.text(alphabet='ab/*;,=q01."\\ '))
def test_no_header_breaks_it(header: str) -> None:
    assert media.negotiate(header, OFFERS) in (*OFFERS, None)


@given(wishes)
def test_a_type_of_quality_zero_is_never_sent(wish: dict[str, Fraction]) -> None:
    chosen = media.negotiate(",".join([*written(wish), "text/turtle;q=0.000"]), OFFERS)
    assert chosen != "text/turtle" or wish.get("text/turtle", 0) > 0


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "text/turtle"),
        ("", "text/turtle"),
        ("nonsense", "text/turtle"),
        ("*/*", "text/turtle"),
        ("*", "text/turtle"),
        ("text/html", "text/html"),
        ("TEXT/HTML", "text/html"),
        ("image/png", None),
        ("*/*;q=0", None),
        ("text/turtle;q=0, */*", "application/n-triples"),
        ("application/ld+json, text/*;q=0.9", "application/ld+json"),
        ("text/html;q=0.5, */*;q=0.4", "text/html"),
        ("text/html;q=.5, application/ld+json;q=1.", "application/ld+json"),
        ("text/html;q=7, application/ld+json", "application/ld+json"),
        ('text/html;level="a,b;c";q=0.3, application/ld+json;q=0.2', "text/html"),
        ('text/html;level="unclosed, application/ld+json', "text/html"),
        # What asks for parameters that no answer has is taken for the type, unless the type is named too.
        ("text/html;charset=utf-8", "text/html"),
        ("text/html;level=1, text/html;q=0, application/ld+json;q=0.1", "application/ld+json"),
        # A browser, rdflib, and Java's own client.
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("application/n-triples, text/turtle;q=0.5, */*;q=0.1", "application/n-triples"),
        ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", "text/html"),
    ],
)
def test_negotiation(accept: str | None, chosen: str | None) -> None:
    assert media.negotiate(accept, OFFERS) == chosen


@pytest.mark.parametrize(
    ("accept", "name", "media_type"),
    [
        (None, "json", "application/sparql-results+json"),
        ("*/*", "json", "application/sparql-results+json"),
        ("application/*", "json", "application/sparql-results+json"),
        ("application/json", "json", "application/json"),
        ("application/json, text/csv;q=0.5", "json", "application/json"),
        ("text/*", "csv", "text/csv"),
        ("text/tab-separated-values", "tsv", "text/tab-separated-values"),
        ("application/sparql-results+xml, application/json;q=0.9", "xml", "application/sparql-results+xml"),
    ],
)
def test_results_are_sent_as_the_type_asked_for(accept: str | None, name: str, media_type: str) -> None:
    chosen = media.choose(accept, media.of_kind(Kind.RESULTS))
    assert chosen is not None
    assert (chosen[0].name, chosen[1]) == (name, media_type)


def test_what_cannot_be_sent_is_not_chosen() -> None:
    assert media.choose("text/turtle", media.of_kind(Kind.RESULTS)) is None


@pytest.mark.parametrize("form", media.FORMATS, ids=lambda form: form.name)
def test_a_format_goes_by_its_name_suffix_and_media_type(form: media.Format) -> None:
    for word in (form.name, form.suffix, form.suffix[1:], form.media_type, form.media_type.upper()):
        assert media.find_formats(word) == (form,)
    assert media.of_file(f"some{form.suffix}") == form.media_type


@pytest.mark.parametrize("kind", Kind)
def test_no_two_formats_of_a_kind_share_a_name(kind: Kind) -> None:
    words = [word for each in media.of_kind(kind) for word in (each.name, each.suffix, *each.media_types)]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("word", ["", "yaml", "text", "t"])
def test_what_is_no_format_is_not_found(word: str) -> None:
    assert media.find_formats(word) == ()


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("skills.csv", "text/csv"),
        ("source.toml", "application/toml"),
        ("release.json", "application/json"),
        ("SHA256SUMS", "text/plain"),
    ],
)
def test_files_have_a_media_type(name: str, media_type: str) -> None:
    assert media.of_file(name) == media_type
