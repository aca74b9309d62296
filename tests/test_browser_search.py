"""Search in a real browser: by keyboard with suggestions, and by the form where no script runs."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser import Pages, axe, sideways

pytestmark = pytest.mark.slow


def suggestions(page: Page, text: str) -> None:
    """Type a text into the search field and wait for the list."""
    field = page.get_by_role("combobox")
    field.press_sequentially(text)
    expect(page.get_by_role("listbox", name="Suggestions")).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")


def test_a_suggestion_is_chosen_by_keyboard(page: Page) -> None:
    page.goto("/")
    suggestions(page, "machine lear")
    field, options = page.get_by_role("combobox"), page.get_by_role("option")
    expect(field).not_to_have_attribute("aria-activedescendant", "q-suggestions-0")
    field.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", "q-suggestions-0")
    expect(options.nth(0)).to_have_attribute("aria-selected", "true")
    field.press("ArrowUp")
    last = options.count() - 1
    expect(field).to_have_attribute("aria-activedescendant", f"q-suggestions-{last}")
    field.press("ArrowDown")
    name = options.nth(0).locator("bdi").inner_text()
    field.press("Enter")
    page.wait_for_url("**/doc/**")
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


def test_the_keys_of_the_combobox(page: Page) -> None:
    page.goto("/")
    suggestions(page, "python")
    field, list_ = page.get_by_role("combobox"), page.get_by_role("listbox", name="Suggestions")
    for key, cursor in (("Home", 0), ("End", 6)):
        field.press("ArrowDown")
        expect(field).to_have_attribute("aria-activedescendant", "q-suggestions-0")
        field.press(key)
        expect(page.locator("[aria-activedescendant]")).to_have_count(0)
        assert field.evaluate("each => each.selectionStart") == cursor
    field.press("Escape")
    expect(list_).to_be_hidden()
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("python")
    field.press("ArrowDown")
    expect(list_).to_be_visible()
    field.press("Escape")
    field.press("Escape")
    expect(field).to_have_value("")
    # Nothing chosen: the form is sent as it is.
    suggestions(page, "pyton")
    field.press("Enter")
    page.wait_for_url("**/search?q=pyton")
    expect(page.get_by_role("link", name="search for exactly what I typed")).to_be_visible()


def test_a_suggestion_is_chosen_by_pointer(page: Page) -> None:
    page.goto("/")
    suggestions(page, "kubern")
    page.get_by_role("option").first.click()
    page.wait_for_url("**/doc/skill/**")


def test_the_form_does_the_same_without_scripts(open_page: Pages) -> None:
    page = open_page("/", java_script_enabled=False)
    page.get_by_role("searchbox").fill("machine learning")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Results for machine learning")
    page.get_by_role("link", name="Occupations").click()
    page.get_by_role("link", name="Machine Learning Engineer", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Machine Learning Engineer")


def test_results_on_a_phone_and_to_axe(open_page: Pages, root: Path) -> None:
    for width in (390, 1280):
        for scheme in ("light", "dark"):
            page = open_page("/search?q=machine+lerning", width=width, scheme=scheme, bypass_csp=True)
            assert not sideways(page)
            field = page.get_by_role("combobox")
            field.fill("py")
            expect(page.get_by_role("listbox", name="Suggestions")).to_be_visible()
            assert not sideways(page)
            assert not axe(page, root)
