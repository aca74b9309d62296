"""What visitors do, in a real browser: from an occupation to a source and back, a table taken along, a page printed."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from playwright.sync_api import Page, expect
from tests.browser import Pages

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
    expect(page.get_by_label("First")).to_have_value(re.compile("23112013$"))
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


def test_the_page_is_the_same_without_javascript(open_page: Pages) -> None:
    assert (
        open_page(OCCUPATION, java_script_enabled=False).locator("main").inner_text()
        == open_page(OCCUPATION).locator("main").inner_text()
    )
