"""What visitors do, in a real browser: from an occupation to a source and back, a table taken along, a page printed."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser import Pages, sideways

pytestmark = pytest.mark.slow

OCCUPATION = "/doc/occupation/23112013"


def test_a_visitor_searches_reads_and_looks_a_figure_up(page: Page) -> None:
    page.goto("/")
    page.get_by_role("combobox").fill("machine learning engineer")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("main").get_by_role("link", name="Machine Learning Engineer", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Machine Learning Engineer")
    occupation = page.url
    page.locator("a.src").first.click()
    expect(page.locator(":target")).to_be_visible()
    # The place in the source leads back to what is said there of the occupation.
    page.get_by_role("main").get_by_role("link", name="Machine Learning Engineer").first.click()
    page.wait_for_url(f"{occupation.partition('#')[0]}**")


def test_a_mark_on_a_figure_leads_to_its_source_and_back(page: Page) -> None:
    page.goto(OCCUPATION)
    heading = page.get_by_role("heading", level=1).inner_text()
    mark = page.locator("a.src").first
    address = mark.get_attribute("href") or ""
    mark.click()
    assert page.url.endswith(address)
    expect(page.get_by_role("heading", level=1)).not_to_have_text(heading)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def test_an_occupation_is_compared_with_another_one(page: Page) -> None:
    page.goto(OCCUPATION)
    page.get_by_role("link", name="Compare with another occupation").click()
    expect(page.get_by_label("First")).to_have_value("Machine Learning Engineer")
    page.get_by_label("Second").fill("Artificial Intelligence Engineer")
    page.get_by_role("button", name="Compare").click()
    # It is another title of the first one too.
    expect(page.get_by_role("main")).to_contain_text("“Artificial Intelligence Engineer” can mean several occupations.")
    page.get_by_role("main").get_by_role("link", name="Artificial Intelligence Engineer", exact=True).click()
    expect(page.get_by_role("heading", name="What cannot be compared")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Pay of Artificial Intelligence Engineer: not stated")
    page.get_by_role("main").get_by_role("link", name="Machine Learning Engineer", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Machine Learning Engineer")


def test_an_occupation_is_not_compared_with_itself(page: Page) -> None:
    page.goto("/compare?a=23112013")
    page.get_by_label("Second").fill("23112013")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("main")).to_contain_text("not with itself")


def test_the_table_of_a_section_is_taken_along_as_csv(page: Page, tmp_path: Path) -> None:
    page.goto(OCCUPATION)
    with page.expect_download() as download:
        page.locator(".take").get_by_role("link", name="CSV", exact=True).first.click()
    download.value.save_as(tmp_path / "table.csv")
    header, *rows = csv.reader((tmp_path / "table.csv").read_text("utf-8").splitlines())
    assert header
    assert rows


def test_the_query_of_a_section_opens_in_the_editor_and_runs(page: Page) -> None:
    page.goto(OCCUPATION)
    page.locator(".take").get_by_role("link", name="Query", exact=True).first.click()
    expect(page.get_by_label("SPARQL query").first).to_be_attached()
    expect(page.locator("#result tbody tr").first).to_be_attached()


def test_what_is_folded_is_printed(open_page: Pages) -> None:
    page = open_page(OCCUPATION)
    folded = page.locator("details:not([open]) li, details:not([open]) td").first
    expect(folded).to_be_hidden()
    page.emulate_media(media="print")
    assert folded.evaluate("each => each.getClientRects().length > 0 && each.checkVisibility()")


def test_paper_is_white_and_shows_no_form(open_page: Pages) -> None:
    page = open_page(OCCUPATION, scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    expect(page.get_by_role("search")).to_be_hidden()
    expect(page.get_by_role("heading", name="Pay", exact=True)).to_be_visible()
    assert page.pdf(format="A4", print_background=False).startswith(b"%PDF")


def test_a_visitor_on_a_phone_goes_from_search_to_a_figure_and_its_place(open_page: Pages) -> None:
    page = open_page("/", width=390)
    page.get_by_role("combobox").fill("23112013")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("main").get_by_role("link", name="Machine Learning Engineer", exact=True).first.click()
    # The first screen names the thing, and shows what it pays.
    for text in ("Machine Learning Engineer", "149,840"):
        expect(page.get_by_role("main").get_by_text(text).first).to_be_in_viewport()
    assert sideways(page) == []
    page.locator("a.src").first.click()
    expect(page.locator(":target")).to_be_in_viewport()
    assert sideways(page) == []


def test_the_page_is_the_same_without_javascript(open_page: Pages) -> None:
    assert (
        open_page(OCCUPATION, java_script_enabled=False).locator("main").inner_text()
        == open_page(OCCUPATION).locator("main").inner_text()
    )
