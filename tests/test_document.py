"""Places in a captured document: found, read again, and refused where they are not one place."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lotgraph.errors import InputError
from lotgraph.sources.document import (
    Document,
    Span,
    decode_document,
    parse_span,
    read_document,
)

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "Title\n- Python (70.53%)\n- C (8.12%)\n\nThe MLE helps; ask the MLE.\nPay: €1,500"


@pytest.fixture
def page() -> Document:
    return decode_document("page.txt", TEXT.encode())


def test_a_phrase_is_found_in_its_line(page: Document) -> None:
    span = page.find(2, "(70.53%)")
    assert (str(span), page.read(span)) == ("15-23", "(70.53%)")


def test_code_points_are_counted_not_bytes_nor_utf_16_units() -> None:
    page = decode_document("page.txt", "é😀 $5".encode())
    assert page.find(1, "$5") == Span(3, 5)


def test_the_digest_is_of_the_utf_8_bytes_of_the_span(page: Document) -> None:
    span = page.find(6, "€1,500")
    assert page.digest(span) == hashlib.sha256(b"\xe2\x82\xac1,500").hexdigest()


def test_the_sha256_of_a_document_is_that_of_its_bytes() -> None:
    data = b"\xef\xbb\xbfa\r\nb"
    assert decode_document("page.txt", data).sha256 == hashlib.sha256(data).hexdigest()


def test_a_repeated_word_is_found_by_its_surroundings(page: Document) -> None:
    span = page.find_within(page.find(5, "ask the MLE"), "MLE")
    assert page.read(span) == "MLE"
    assert page.read(Span(span.start, span.end + 1)) == "MLE."


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", []),
        ("a", ["a"]),
        ("a\n", ["a"]),
        ("a\n\nb", ["a", "", "b"]),
        ("a\r\nb\r\n", ["a", "b"]),
        ("a\r", ["a\r"]),
        ("a\x0cb\u2028c\rd", ["a\x0cb\u2028c\rd"]),
        ("\ufeffa\nb", ["\ufeffa", "b"]),
    ],
)
def test_lines_end_at_line_feeds_only(text: str, lines: list[str]) -> None:
    page = decode_document("page.txt", text.encode())
    assert [text[span.start : span.end] for span in page.lines] == lines
    assert page.text == text


@pytest.mark.parametrize(
    ("line", "phrase", "message"),
    [
        (2, "Java", "page.txt: line 2: “Java” is not there"),
        (2, "C", "page.txt: line 2: “C” is not there"),
        (2, "", "page.txt: line 2: “” is not there"),
        (5, "MLE", "page.txt: line 5: “MLE” stands there more than once; give more of its text"),
        (0, "Title", "page.txt: has 6 lines, there is no line 0"),
        (7, "Title", "page.txt: has 6 lines, there is no line 7"),
    ],
)
def test_a_phrase_without_one_place_is_refused(page: Document, line: int, phrase: str, message: str) -> None:
    with pytest.raises(InputError) as error:
        page.find(line, phrase)
    assert str(error.value) == message


def test_overlapping_places_are_two() -> None:
    with pytest.raises(InputError, match="more than once"):
        decode_document("page.txt", b"aaa").find(1, "aa")


@pytest.mark.parametrize("span", [Span(3, 3), Span(4, 3), Span(-1, 2), Span(0, 1000)])
def test_a_span_outside_the_document_is_refused(page: Document, span: Span) -> None:
    for take in (page.read, page.digest, lambda place: page.find_within(place, "a")):
        with pytest.raises(InputError, match="is no place in it"):
            take(span)


def test_bytes_that_are_not_utf_8_are_refused() -> None:
    with pytest.raises(InputError) as error:
        decode_document("page.txt", b"caf\xe9")
    assert str(error.value) == "page.txt: is not UTF-8: byte 3 is 0xe9; a capture is kept as UTF-8"


def test_a_file_is_read_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(b"a\r\nb")
    page = read_document(path)
    assert (page.name, page.text) == ("page.txt", "a\r\nb")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"page\.txt: cannot be read: "):
        read_document(tmp_path / "page.txt")


def test_a_span_is_written_and_parsed() -> None:
    assert parse_span("1246-1254") == Span(1246, 1254)


@pytest.mark.parametrize("text", ["", "5", "1-", "-1-2", "1 - 2", "1-2\n", "a-b", "٣-٤", "9-3", "3-3"])
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        parse_span(text)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
FEW_LETTERS = st.text("ab \r\n😀", max_size=12)


@given(FEW_LETTERS | TEXTS, FEW_LETTERS | TEXTS)
def test_a_span_found_for_a_phrase_reads_again_as_the_phrase(text: str, phrase: str) -> None:
    page = decode_document("page.txt", text.encode())
    for number, line in enumerate(page.lines, 1):
        content = text[line.start : line.end]
        places = [start for start in range(len(content)) if phrase and content.startswith(phrase, start)]
        if len(places) == 1:
            span = page.find(number, phrase)
            assert page.read(span) == phrase
            assert page.digest(span) == hashlib.sha256(phrase.encode()).hexdigest()
            assert parse_span(str(span)) == span
        else:
            with pytest.raises(InputError):
                page.find(number, phrase)


@given(FEW_LETTERS | TEXTS)
def test_lines_lie_in_order_and_leave_out_only_line_endings(text: str) -> None:
    page = decode_document("page.txt", text.encode())
    between = [text[before.end : after.start] for before, after in zip(page.lines, page.lines[1:], strict=False)]
    assert set(between) <= {"\n", "\r\n"}
    assert len(page.lines) == text.count("\n") + (not text.endswith("\n") and text != "")
