"""Reviewing duplicates: side by side, merged or left apart, and taken back."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Look
from tests.e2e.entering import sign_up
from tests.e2e.waiting import take_back

pytestmark = pytest.mark.browser


def _twins(page: Page, last: str, number: str) -> list[str]:
    phone = f"+1918555{number}"
    first = {"first_name": "Lachlan", "last_name": last, "phone": phone, "title": "Buyer"}
    second = {"first_name": "Lachlan", "last_name": last, "phone": phone, "title": "Head of Tea", "department": "Tea"}
    return [page.request.post("/api/v1/contacts", data=body).json()["id"] for body in (first, second)]


def test_who_is_in_here_twice(page: Page, look: Look) -> None:
    sign_up(page, "twice@harbor.example")
    ids = _twins(page, "Berry", "0100")
    _twins(page, "Yates", "0200")
    page.request.post("/api/v1/contacts", data={"first_name": "Ann", "last_name": "Ames"})
    page.goto("/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Duplicates").click()
    expect(page.get_by_text("Find who is in here twice")).to_be_visible()
    look()
    page.get_by_role("button", name="Look for duplicates").click()
    groups = page.get_by_role("navigation", name="May be the same")
    expect(groups.get_by_role("button")).to_have_count(2, timeout=20_000)

    groups.get_by_role("button", name="Lachlan Berry").click()
    beside = page.get_by_role("region", name="Side by side")
    expect(beside.get_by_text("Alike: phone", exact=False)).to_be_visible()
    # The newer title stays with the older record.
    expect(beside.get_by_role("button", name="Keep this job title").first).to_have_attribute("aria-pressed", "true")
    beside.get_by_role("button", name="Keep this job title").last.click()
    look()
    beside.get_by_role("button", name="Merge").click()
    expect(groups.get_by_role("button")).to_have_count(1)
    contact = page.request.get(f"/api/v1/contacts/{ids[0]}").json()
    assert (contact["title"], contact["department"]) == ("Head of Tea", "Tea")
    assert page.request.get(f"/api/v1/contacts/{ids[1]}").status == 404
    take_back(page, "2 records are one now")
    expect(groups.get_by_role("button")).to_have_count(2)
    assert page.request.get(f"/api/v1/contacts/{ids[1]}").ok

    groups.get_by_role("button", name="Lachlan Yates").click()
    page.get_by_role("button", name="Not the same").click()
    expect(groups.get_by_role("button")).to_have_count(1)
    page.get_by_role("button", name="Look for duplicates").click()
    expect(page.get_by_text("Looking through all records", exact=False)).to_be_visible()
    expect(page.get_by_text("records looked through", exact=False)).to_be_visible(timeout=20_000)
    expect(groups.get_by_role("button")).to_have_count(1)
