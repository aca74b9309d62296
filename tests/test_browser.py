"""The pages in a real browser: what a visitor does with them, and that they reach nobody else."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from tests.browser import Pages


def test_a_visitor_goes_from_the_start_to_an_occupation(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Query", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Query")


def test_a_page_that_reaches_out_is_a_fault(open_page: Pages) -> None:
    page = open_page("/", bypass_csp=True)
    page.evaluate("fetch('http://elsewhere.example/x').catch(() => {})")
    page.evaluate("fetch('http://192.0.2.1/x').catch(() => {})")
    assert open_page.faults == ["a page asks for http://elsewhere.example/x", "a page asks for http://192.0.2.1/x"]
    open_page.faults.clear()


def test_what_the_policy_stops_is_a_fault(open_page: Pages) -> None:
    page = open_page("/")
    page.evaluate("document.body.append(Object.assign(new Image(), {src: 'http://elsewhere.example/x.png'}))")
    page.wait_for_function("document.images[0].complete")
    page.evaluate("1")
    assert open_page.faults
    assert "Content Security Policy" in open_page.faults[0]
    open_page.faults.clear()
