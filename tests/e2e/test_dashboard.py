"""The dashboard: a period's numbers, which lead to what they count."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Look
from tests.e2e.entering import sign_up

pytestmark = pytest.mark.browser


def test_numbers_of_a_period(page: Page, look: Look) -> None:
    sign_up(page, "numbers@harbor.example")
    for name in ("Ann", "Bo"):
        page.request.post("/api/v1/contacts", data={"first_name": name})
    for title, outcome in (("Roof", "won"), ("Cellar", "lost"), ("Garden", None)):
        body = {"title": title, "value_minor": 1_500_00}
        deal = page.request.post("/api/v1/deals", data=body).json()
        if outcome:
            page.request.post(f"/api/v1/deals/{deal['id']}/close", data={"outcome": outcome})
    page.goto("/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Dashboard").click()
    expect(page.get_by_role("link", name="New contacts 2")).to_be_visible()
    expect(page.get_by_text("1 won, 1 lost")).to_be_visible()
    expect(page.get_by_role("list", name="Who won most").get_by_text("Dana Whitfield")).to_be_visible()
    expect(page.get_by_role("list", name="Open deals by stage, now").get_by_role("listitem").first).to_contain_text("1")
    # What is drawn is a table too.
    expect(page.get_by_role("table", name="What came in").get_by_role("row")).to_have_count(31)
    look()

    page.get_by_role("combobox", name="Period").click()
    page.get_by_role("option", name="This year").click()
    expect(page).to_have_url(re.compile(r"period=this_year"))
    expect(page.get_by_role("table", name="What came in").get_by_role("row")).to_have_count(13)
    page.get_by_role("link", name="New contacts 2").click()
    expect(page.get_by_role("heading", name="Contacts")).to_be_visible()
    expect(page.get_by_role("button", name="Filter · 1")).to_be_visible()
    expect(page.get_by_role("link", name="Ann")).to_be_visible()
