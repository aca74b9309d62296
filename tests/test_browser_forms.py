"""The forms that name skills and occupations, in a real browser: by keyboard with suggestions, and by names alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from tests.browser import Pages, sideways

pytestmark = pytest.mark.slow


def choose(page: Page, label: str, text: str) -> str:
    """Type a text into a field and choose its first suggestion by keyboard; the name of what was chosen."""
    field = page.get_by_label(label, exact=True)
    field.press_sequentially(text)
    expect(field).to_have_attribute("aria-expanded", "true")
    first = page.locator(f"#{field.get_attribute('id')}-suggestions").get_by_role("option").first
    name = first.locator("bdi").inner_text()
    field.press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "true")
    field.press("Enter")
    expect(field).to_have_value(name)
    expect(field).to_have_attribute("aria-expanded", "false")
    return name


def test_skills_are_named_by_keyboard_with_suggestions(page: Page) -> None:
    page.goto("/fit")
    assert choose(page, "A skill", "pyth") == "Python (Programming Language)"
    page.keyboard.press("Enter")
    page.wait_for_url("**/fit?skill=python-programming-language")
    assert choose(page, "Another skill", "commun") == "Communication"
    page.keyboard.press("Enter")
    # The address alone holds the skills, so that it can be sent to somebody.
    page.wait_for_url("**/fit?skill=python-programming-language&skill=communication")
    expect(page.get_by_role("checkbox")).to_have_count(2)
    result = page.get_by_role("main").get_by_role("listitem").filter(has=page.get_by_role("heading", level=3))
    expect(result).to_contain_text("70.53% of postings")
    page.get_by_label("Communication").uncheck()
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("checkbox")).to_have_count(1)


def test_skills_alone_are_suggested(page: Page) -> None:
    page.goto("/fit")
    page.get_by_label("A skill", exact=True).press_sequentially("machine learning")
    options = page.locator("#skill-suggestions").get_by_role("option")
    expect(options.first).to_be_visible()
    assert "Machine Learning Engineer" not in options.locator("bdi").all_inner_texts()


def test_what_is_typed_after_a_choice_is_sent_as_it_is(page: Page) -> None:
    page.goto("/fit")
    choose(page, "A skill", "pyth")
    page.get_by_label("A skill", exact=True).fill("pythn")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("status").filter(has_text="“pythn”")).to_contain_text("Did you mean one of these?")


def test_occupations_are_compared_by_keyboard_with_suggestions(page: Page) -> None:
    page.goto("/compare")
    one = choose(page, "First", "machine lear")
    other = choose(page, "Second", "artificial intelligence engin")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Compare {one} and {other}")
    expect(page.get_by_label("First")).to_have_value(one)
    expect(page.get_by_role("heading", name=f"Only {one}")).to_be_visible()
    # The form names what is compared by its IRI again, though it shows its name.
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Compare {one} and {other}")


def test_the_forms_take_names_without_scripts_on_a_phone(open_page: Pages) -> None:
    page = open_page("/compare", width=390, java_script_enabled=False)
    page.get_by_label("First").fill("machine learning engineer")
    page.get_by_label("Second").fill("Artificial Inteligence Engineer")
    page.get_by_role("button", name="Compare").click()
    page.get_by_role("main").get_by_role("link", name="Artificial Intelligence Engineer").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Compare Machine Learning Engineer and")
    page = open_page("/fit", width=390)
    page.get_by_label("A skill").press_sequentially("pyth")
    expect(page.get_by_role("listbox", name="Suggestions")).to_be_visible()
    assert sideways(page) == []
