"""Going places by keys, and the sheet that shows them all."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Look
from tests.e2e.entering import sign_up


def test_keys_lead_everywhere_and_are_shown(page: Page, look: Look) -> None:
    sign_up(page, "shortcuts@harbor.example", then="/")
    expect(page.get_by_role("heading", name=re.compile("Dana|Make it yours"))).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("c")
    expect(page).to_have_url(re.compile("/o/contacts$"))
    # C makes a contact here, but not after G.
    expect(page.get_by_role("heading", name="No contacts yet")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet.get_by_text("Search, go and do")).to_be_visible()
    expect(sheet.get_by_text("Companies")).to_be_visible()
    look()
    page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    # While one types, letters are letters.
    page.keyboard.press("/")
    page.keyboard.type("g?d")
    expect(page.get_by_role("searchbox", name="Search contacts")).to_have_value("g?d")
    expect(page).to_have_url(re.compile("/o/contacts"))
    page.get_by_role("button", name="Account").click()
    page.get_by_role("menuitem", name="Keyboard shortcuts").click()
    expect(sheet).to_be_visible()
