"""Segments: the filters of a table kept as one, and a list of chosen rows."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Look
from tests.e2e.entering import sign_up
from tests.e2e.test_board import made
from tests.e2e.test_views import narrow_to_trade_fair
from tests.e2e.waiting import take_back

pytestmark = pytest.mark.browser


def test_filters_and_rows_become_segments(page: Page, look: Look) -> None:
    sign_up(page, "segments@harbor.example")
    for name, source in (("Ann", "Trade fair"), ("Bob", "Trade fair"), ("Cid", "Web")):
        made(page, "/contacts", first_name=name, source=source)
    page.goto("/o/contacts")
    count = page.get_by_role("status").first
    expect(count).to_have_text("3")
    narrow_to_trade_fair(page)
    page.get_by_role("button", name="Segment", exact=True).click()
    page.get_by_role("menuitem", name="Save the filters as a segment").click()
    page.get_by_label("Name of the segment").fill("Met at the fair")
    look()
    page.get_by_role("button", name="Save segment").click()
    base = page.get_by_role("button", name="Segment: Met at the fair")
    expect(base).to_be_visible()
    expect(count).to_have_text("2")
    expect(page.get_by_role("menu")).to_have_count(0)
    look()
    base.click()
    page.get_by_role("menuitem", name="Open the segment").click()
    card = page.get_by_role("region", name="Segment")
    expect(card.get_by_role("listitem")).to_have_text(re.compile("Source contains fair"))
    look()
    card.get_by_role("button", name="Show 2 contacts").click()
    expect(page.get_by_role("checkbox", name="Select Cid")).to_have_count(0)

    page.get_by_role("checkbox", name="Select Ann").check()
    page.get_by_role("button", name="Add to segment").click()
    page.get_by_role("menuitem", name="New list").click()
    page.get_by_label("Name of the segment").fill("Dinner")
    page.get_by_role("button", name="Save segment").click()
    expect(page.get_by_text("1 added to Dinner")).to_be_visible()
    page.get_by_role("button", name="Segment: Met at the fair").click()
    page.get_by_role("menuitem", name="Dinner").click()
    expect(count).to_have_text("1")
    expect(page.get_by_role("menu")).to_have_count(0)
    look()
    page.get_by_role("checkbox", name="Select Ann").check()
    page.get_by_role("button", name="Take off the list").click()
    expect(page.get_by_text("1 taken off Dinner")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Select Ann")).to_have_count(0)
    take_back(page, "1 taken off Dinner")
    expect(page.get_by_role("checkbox", name="Select Ann")).to_be_visible()
    page.get_by_role("link", name="Segments").click()
    expect(page.get_by_role("link", name="Dinner")).to_be_visible()
    look()
