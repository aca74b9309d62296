"""The query editor in a real browser: it runs queries, completes terms, tells errors, and asks nobody else."""

from __future__ import annotations

import csv
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Page, expect
from tests.browser import Pages, sideways

from lotgraph.web.questions import questions
from lotgraph.web.views import editor

QUESTION = questions()[9]

pytestmark = [
    pytest.mark.skipif(not editor.has_front_end(), reason="the front end was not built: make frontend says why"),
    pytest.mark.slow,
]


@pytest.fixture
def page(open_page: Pages) -> Page:
    """The editor, ready."""
    page = open_page("/sparql")
    page.wait_for_selector(".CodeMirror-code")
    return page


def write(page: Page, text: str) -> None:
    """Type in the place of all that is in the editor."""
    page.click(".CodeMirror-lines")
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.type(text)


def typed(page: Page) -> str:
    return str(page.evaluate("document.querySelector('.CodeMirror').CodeMirror.getValue()"))


def test_a_question_is_run_and_its_csv_downloaded(page: Page, tmp_path: Path, root: Path) -> None:
    page.get_by_role("link", name=QUESTION.title).click()
    expect(page.get_by_role("heading", name="Result")).to_be_visible()
    page.wait_for_selector(".CodeMirror-code")
    assert typed(page) == QUESTION.text
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV", exact=True).click()
    download.value.save_as(tmp_path / "answer.csv")
    with (
        (tmp_path / "answer.csv").open(newline="") as made,
        (root / "tests/questions/10.csv").open(newline="") as right,
    ):
        assert len(list(csv.reader(made))) == len(list(csv.reader(right)))


def test_a_query_is_run_in_the_page_and_has_an_address(page: Page) -> None:
    write(page, "SELECT ?n { BIND (1 + 1 AS ?n) }")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".yasr table tbody td")).to_contain_text("2")
    query = parse_qs(urlsplit(page.url).query)["query"][0]
    page.reload()
    page.wait_for_selector(".CodeMirror-code")
    assert typed(page) == query
    expect(page.locator("#result tbody td").first).to_contain_text("2")


def test_what_is_wrong_is_told_beside_the_query(page: Page) -> None:
    write(page, "SELECT * { ?s ?p }")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator(".yasr")).to_contain_text("line 1, column")


def test_the_terms_of_the_ontology_are_completed(page: Page) -> None:
    write(page, "SELECT * { ?s lg:sharePerc")
    page.keyboard.press("Control+Space")
    assert typed(page).startswith("PREFIX lg: <https://w3id.org/lotgraph/ns#>")
    expect(page.locator(".CodeMirror-hints")).to_contain_text("lg:sharePercent")
    page.keyboard.press("Enter")
    assert "lg:sharePercent" in typed(page)


def test_a_prefix_that_is_not_of_the_release_is_unknown(page: Page) -> None:
    write(page, "SELECT * { ?s foaf:name ?name . ?s dbpedia:x ?y")
    assert "PREFIX foaf:" in typed(page)
    assert "PREFIX dbpedia:" not in typed(page)


def test_nothing_is_stored_in_the_browser(page: Page) -> None:
    write(page, "SELECT * { ?s a lg:Occupation } LIMIT 1")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".yasr table tbody td")).not_to_be_empty()
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert page.context.cookies() == []


def test_without_javascript_the_form_does_the_same(open_page: Pages) -> None:
    page = open_page("/sparql", java_script_enabled=False)
    page.get_by_label("SPARQL query").fill("ASK {}")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_text("Yes", exact=True)).to_be_visible()
    page.get_by_label("SPARQL query").fill("ASK {")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("alert")).to_contain_text("line 1")
    expect(page.get_by_label("SPARQL query")).to_have_value("ASK {")


@pytest.mark.parametrize("width", [320, 390])
def test_a_phone_shows_it_without_scrolling_sideways(open_page: Pages, width: int) -> None:
    page = open_page(f"/sparql?query={quote(QUESTION.text)}", width=width)
    page.wait_for_selector(".CodeMirror-code")
    assert sideways(page) == []
