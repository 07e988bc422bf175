"""Saved views, many records at once, and taking a list along."""

import csv
import io
import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Look
from tests.e2e.entering import sign_up
from tests.e2e.test_board import made
from tests.e2e.waiting import take_back

pytestmark = pytest.mark.browser


def narrow_to_trade_fair(page: Page) -> None:
    page.get_by_role("button", name="Filter").click()
    page.get_by_role("combobox", name="Field").click()
    page.get_by_role("option", name="Source", exact=True).click()
    page.get_by_role("textbox", name="Value").fill("fair")
    expect(page.get_by_role("status").first).to_have_text("2")
    page.keyboard.press("Escape")


def test_a_view_is_kept_shared_and_deleted(page: Page, look: Look) -> None:
    sign_up(page, "views@harbor.example")
    for name, source in (("Ann", "Trade fair"), ("Bob", "Trade fair"), ("Cid", "Web")):
        made(page, "/contacts", first_name=name, source=source)
    page.goto("/o/contacts")
    expect(page.get_by_role("status").first).to_have_text("3")
    narrow_to_trade_fair(page)
    page.get_by_role("button", name="Save view").click()
    page.get_by_label("Name of the view").fill("From the fair")
    page.get_by_label("Everybody in the workspace sees it").check()
    look()
    page.get_by_role("button", name="Save", exact=True).click()
    view = page.get_by_role("button", name="From the fair", exact=False).first
    expect(view).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="All contacts").click()
    expect(page.get_by_role("status").first).to_have_text("3")
    page.reload()
    page.get_by_role("button", name="From the fair", exact=False).first.click()
    expect(page.get_by_role("status").first).to_have_text("2")
    look()
    page.get_by_role("button", name="More for From the fair").click()
    page.get_by_role("menuitem", name="Delete view").click()
    expect(page.get_by_role("button", name="Save view")).to_be_visible()
    take_back(page, "From the fair")
    expect(page.get_by_role("button", name="More for From the fair")).to_be_visible()


def test_many_are_edited_at_once_and_set_back(page: Page, look: Look) -> None:
    sign_up(page, "many@harbor.example")
    ids = [made(page, "/contacts", first_name=name, title="Buyer")["id"] for name in ("Ann", "Bob", "Cid")]
    page.goto("/o/contacts")
    page.get_by_role("checkbox", name="Select Ann").check()
    page.get_by_role("checkbox", name="Select Bob").check()
    page.get_by_role("button", name="Edit").click()
    dialog = page.get_by_role("dialog", name="Edit 2 contacts")
    dialog.get_by_role("combobox", name="Field").click()
    page.get_by_role("option", name="Job title").click()
    dialog.get_by_label("New value").fill("Head of Tea")
    look()
    dialog.get_by_role("button", name="Change 2").click()
    expect(page.get_by_text("2 contacts changed")).to_be_visible()

    def titles() -> list[str]:
        return [page.request.get(f"/api/v1/contacts/{id_}").json()["title"] for id_ in ids]

    assert titles() == ["Head of Tea", "Head of Tea", "Buyer"]
    take_back(page, "2 contacts changed")
    expect(page.get_by_text("Undone")).to_be_visible()
    assert titles() == ["Buyer", "Buyer", "Buyer"]


def test_a_narrowed_list_is_taken_along(page: Page) -> None:
    sign_up(page, "export@harbor.example")
    for name, source in (("Ann", "Trade fair"), ("Bob", "Trade fair"), ("Cid", "Web")):
        made(page, "/contacts", first_name=name, source=source)
    page.goto("/o/contacts")
    narrow_to_trade_fair(page)
    page.get_by_role("button", name="Export", exact=True).click()
    with page.expect_download() as found:
        page.get_by_role("menuitem", name="Export as CSV").click()
    text = found.value.path().read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert sorted(row["Name"] for row in rows) == ["Ann", "Bob"]
    assert re.fullmatch(r"contacts.*\.csv", found.value.suggested_filename)
