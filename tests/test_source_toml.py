from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.folders import TABLES, TOML, content, needed, problems, put, read

from lotgraph.sources.source import Source, read_source, source_toml
from lotgraph.sources.written import write_tables

FULL = (
    TOML
    + """\
kind = "document"
sha256 = "3800fd2e9dbb07d09ba9d589e1b438edf5a391542829f6c1da1ffa95c813a93a"
document = "page.txt"
captured = 2026-05-31T14:00:00.250+02:00
upstream = ["Lightcast", "A Board"]
coded_in = "lot"
url = "https://example.org/page"
"""
)


def test_everything_that_a_source_may_say(tmp_path: Path) -> None:
    tables = read(put(tmp_path / "demo", needed("schemes"), FULL.replace('"en"', '"en-GB"')))
    assert tables.sources == (
        Source(
            id="demo",
            kind="document",
            title="Demo",
            publisher="A College",
            licence="not stated",
            language="en-gb",
            sha256="3800fd2e9dbb07d09ba9d589e1b438edf5a391542829f6c1da1ffa95c813a93a",
            document="page.txt",
            captured="2026-05-31T12:00:00.25Z",
            upstream=("Lightcast", "A Board"),
            coded_in="lot",
            url="https://example.org/page",
            folder=(tmp_path / "demo").as_posix(),
        ),
    )
    assert tables.connection.execute("select * from upstreams order by all").fetchall() == [
        ("demo", 1, "Lightcast"),
        ("demo", 2, "A Board"),
    ]
    assert tables.connection.execute("select captured, coded_in from sources").fetchall() == [
        ("2026-05-31T12:00:00.25Z", "lot")
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('publisher = "A College"\n', "", "publisher is missing; write who publishes the source (S23)"),
        ('"A College"', '" "', "publisher is empty (S23)"),
        ('"A College"', "1", "publisher must be a text in quotation marks (S23)"),
        ('licence = "not stated"\n', "", 'licence is missing; write a name, an IRI, or "not stated"'),
        ("licence", "license", "has an unknown key 'license'; did you mean 'licence'?"),
        (
            '"not stated"',
            '"https://example.org/a b"',
            (
                "licence 'https://example.org/a b' is not an IRI; it has a space or another character that an IRI"
                " cannot have"
            ),
        ),
        ('"demo"', '"a|b"', "id 'a|b' must not hold | \" < > \\ ^ ` { } or two spaces together"),
        ('"demo"', '".."', "id '..' cannot be part of an IRI"),
        ('"demo"', '"a\\u00a0b"', "id 'a\\xa0b' has characters that cannot be seen"),
        ('"demo"', f'"{"é" * 51}"', "id is longer than 100 bytes"),
        ('"document"', '"page"', "kind 'page' must be document or table"),
        ('"en"', '"english language"', "language 'english language' is not a language tag; write it like en"),
        (
            "3800fd2e",
            "3800FD2E",
            (
                "sha256 '3800FD2E9dbb07d09ba9d589e1b438edf5a391542829f6c1da1ffa95c81…' must be 64 lower-case"
                " hexadecimal digits (S22)"
            ),
        ),
        (
            'sha256 = "3800fd2e9dbb07d09ba9d589e1b438edf5a391542829f6c1da1ffa95c813a93a"\n',
            "",
            "sha256 is missing; a document needs the SHA-256 of its bytes (S22)",
        ),
        (
            "page.txt",
            "../page.txt",
            ("document '../page.txt' must be the name of a file beside source.toml, without a folder"),
        ),
        (
            "page.txt",
            "/etc/passwd",
            ("document '/etc/passwd' must be the name of a file beside source.toml, without a folder"),
        ),
        (
            "page.txt",
            "skills.csv",
            "document 'skills.csv' is the name of a table or of source.toml; rename the capture",
        ),
        (
            "2026-05-31T14:00:00.250+02:00",
            "2026-05-31T14:00:00",
            ("captured must be a date and time with its offset, like 2026-05-31T12:00:00Z"),
        ),
        (
            "2026-05-31T14:00:00.250+02:00",
            '"yesterday"',
            ("captured must be a date and time with its offset, like 2026-05-31T12:00:00Z"),
        ),
        (
            "2026-05-31T14:00:00.250+02:00",
            "0001-01-01T00:00:00+14:00",
            ("captured must be a date and time with its offset, like 2026-05-31T12:00:00Z"),
        ),
        ('["Lightcast", "A Board"]', '"Lightcast"', 'upstream must be a list of names, like ["Lightcast"]'),
        ('["Lightcast", "A Board"]', '["Lightcast", ""]', "upstream has a name that is empty"),
        ('"lot"', '"lots"', "coded_in 'lots' is not in schemes; did you mean 'lot'?"),
        (
            "https://example.org/page",
            "example.org",
            ("url 'example.org' is not an address that starts with http:// or https://"),
        ),
        ('"Demo"', '"De\\u0007mo"', "title has a control character; remove it"),
        ('title = "Demo"', 'title = "Demo', "is not TOML: Illegal character '\\n' (at line 2, column 14)"),
        ('title = "Demo"', "title = " + "[" * 5000, "is not TOML: maximum recursion depth exceeded"),
        ('title = "Demo"', "title = " + "1" * 5000, "is not TOML: Exceeds the limit"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, old: str, new: str, expected: str) -> None:
    toml = FULL.replace(old, new, 1)
    assert toml != FULL
    said = problems(put(tmp_path / "demo", needed("schemes"), toml))
    assert any(one.startswith(f"demo/source.toml: {expected}") for one in said), said


def test_a_source_toml_that_is_not_utf8_or_no_file(tmp_path: Path) -> None:
    folder = put(tmp_path / "demo", {"areas": TABLES["areas"]})
    (folder / "source.toml").write_bytes(TOML.replace("Demo", "Démo").encode("latin-1"))
    assert problems(folder) == ["demo/source.toml row 2: is not UTF-8 (byte 0xE9); save it as UTF-8"]
    (folder / "source.toml").unlink()
    (folder / "source.toml").mkdir()
    assert problems(folder) == ["demo/source.toml: cannot be read: Is a directory"]


def test_a_byte_order_mark_is_no_matter(tmp_path: Path) -> None:
    assert read_source(put(tmp_path / "a", {}, "\ufeff" + TOML))[1] == []


@pytest.mark.parametrize(
    "captured",
    ["2026-05-31T12:00:00Z", '"2026-05-31T12:00:00Z"', '"2026-05-31 14:00:00+02:00"', "2026-05-31t12:00:00z"],
)
def test_the_capture_time_is_told_in_utc(tmp_path: Path, captured: str) -> None:
    source, wrong = read_source(put(tmp_path / "demo", {}, TOML + f"captured = {captured}\n"))
    assert (source.captured, wrong) == ("2026-05-31T12:00:00Z", [])


# The document.

PAGE = "Été: Engineer\n12 jobs\n"


def with_page(tmp_path: Path, locators: str, page: bytes = PAGE.encode()) -> Path:
    sha256 = hashlib.sha256(PAGE.encode()).hexdigest()
    toml = TOML + f'kind = "document"\nsha256 = "{sha256}"\ndocument = "page.txt"\n'
    return put(tmp_path / "demo", {"locators": "span,sha256\n" + locators, "page.txt": page}, toml)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_each_span_holds_what_its_digest_says(tmp_path: Path) -> None:
    folder = with_page(tmp_path, f"5-13,{digest('Engineer')}\n0014-16,{digest('12')}\n")
    read(folder)
    (folder / "page.txt").rename(tmp_path / "page.txt")
    read(folder)
    read(folder, documents=tmp_path)


def test_spans_that_do_not_fit(tmp_path: Path) -> None:
    rows = f"5-12,{digest('Engineer')}\n20-40,{digest('x')}\n9-9,{digest('')}\n"
    assert problems(with_page(tmp_path, rows)) == [
        f"demo/locators.csv row 2: sha256 is not that of 5-12 in page.txt, which is {digest('Enginee')} (S22)",
        "demo/locators.csv row 3: span has 22 code points, 20-40 is no place in it",
        "demo/locators.csv row 4: span 9-9 ends before it starts (S21)",
    ]


def test_another_document_than_the_one_captured(tmp_path: Path) -> None:
    folder = with_page(tmp_path, f"5-13,{digest('Engineer')}\n", PAGE.encode() + b"x")
    (told,) = problems(folder)
    assert told == (
        f"demo/source.toml: sha256 is not that of {folder}/page.txt, which is {digest(PAGE + 'x')};"
        " the places no longer hold (S22)"
    ).replace(f"{tmp_path}/", "")


def test_a_document_that_is_no_text(tmp_path: Path) -> None:
    folder = with_page(tmp_path, f"5-13,{digest('Engineer')}\n", b"\xff")
    (told,) = problems(folder)
    assert told.startswith("demo/page.txt: is not UTF-8")
    (folder / "page.txt").unlink()
    (folder / "page.txt").mkdir()
    assert problems(folder) == ["demo/source.toml: document 'page.txt' is not a file"]


# Several sources.


def test_one_id_for_two_sources(tmp_path: Path) -> None:
    page = {"areas": TABLES["areas"]}
    document = TOML + 'kind = "document"\nsha256 = "' + "0" * 64 + '"\n'
    one = put(tmp_path / "a", page, document)
    two = put(tmp_path / "b", page, document.replace("0", "1"))
    assert problems(one, two) == [
        "b/source.toml: id 'demo' is also the id of a/source.toml; their documents differ (sha256)"
    ]
    put(two, page, document)
    assert problems(one, two) == ["b/source.toml: id 'demo' is also the id of a/source.toml; the document is the same"]
    put(two, page, TOML)
    assert problems(one, two) == ["b/source.toml: id 'demo' is also the id of a/source.toml; choose another"]
    put(two, page, TOML.replace("demo", "Demo"))
    assert problems(one, two) == [
        "b/source.toml: id 'Demo' differs from that of a/source.toml only in case; choose another"
    ]


# The digest of a table, and the way back.


def test_the_digest_of_a_table_is_that_of_what_it_says(tmp_path: Path) -> None:
    plain = read(put(tmp_path / "a", {"areas": "id,label\nUS,USA\n"})).sources[0].sha256
    dressed = read(put(tmp_path / "b", {"areas": '\ufefflabel,id\r\n"USA", US\r\n'})).sources[0].sha256
    other = read(put(tmp_path / "c", {"areas": "id,label\nUS,U.S.A.\n"})).sources[0].sha256
    assert plain == dressed != other
    stated = "0" * 64
    table = put(tmp_path / "d", {"areas": "id,label\nUS,USA\n"}, TOML + f'sha256 = "{stated}"\n')
    assert read(table).sources[0].sha256 == stated


def test_a_digest_that_was_worked_out_is_not_written_down(tmp_path: Path) -> None:
    table = read(put(tmp_path / "a", {"areas": TABLES["areas"]}))
    write_tables(table, tmp_path / "out")
    assert "sha256" not in (tmp_path / "out" / "demo" / "source.toml").read_text()
    assert content(read(tmp_path / "out")) == content(table)
    document = read(put(tmp_path / "b", needed("schemes"), FULL))
    write_tables(document, tmp_path / "full")
    assert content(read(tmp_path / "full")) == content(document)


lines = st.text(st.characters(exclude_categories=["C"]), min_size=1).map(str.strip).filter(bool)
when = st.datetimes(min_value=datetime(2, 1, 1)).map(lambda time: time.replace(tzinfo=UTC).isoformat())  # noqa: DTZ001


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=lines, publisher=lines, licence=lines, upstream=st.lists(lines, unique=True), captured=when)
def test_a_written_source_toml_reads_back_the_same(
    tmp_path: Path, title: str, publisher: str, licence: str, upstream: list[str], captured: str
) -> None:
    captured = captured.replace("+00:00", "Z")
    first = Source(
        "demo", "table", title, publisher, licence, "en", "", "", captured, tuple(upstream), "", "",
        tmp_path.as_posix(),
    )  # fmt: skip
    (tmp_path / "source.toml").write_text(source_toml(first, ""), encoding="utf-8")
    once, wrong = read_source(tmp_path)
    (tmp_path / "source.toml").write_text(source_toml(once, ""), encoding="utf-8")
    again, _ = read_source(tmp_path)
    assert again == once
    assert wrong or once.title == title
    assert wrong or once.upstream == tuple(upstream)
