"""Home: numbers that lead to what they count, one's tasks, the pipeline, what happened last."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Look
from tests.e2e.entering import sign_up
from tests.e2e.test_board import made
from tests.e2e.waiting import take_back

pytestmark = pytest.mark.browser


def test_a_day_begins_at_home(page: Page, look: Look) -> None:
    sign_up(page, "home@harbor.example")
    me = page.request.get("/api/v1/auth/me").json()["user"]["id"]
    past, soon = ((datetime.now(UTC) + timedelta(days=days)).isoformat() for days in (-2, 5))
    contact = made(page, "/contacts", first_name="Ann", last_name="Ames")
    for title, due in (("Call Ann", past), ("Send the offer", soon)):
        made(page, "/tasks", title=title, due_at=due, assignee_id=me, related_type="contact", related_id=contact["id"])
    for title in ("Mill", "Quay"):
        made(page, "/deals", title=title, value_minor=150_000)
    made(page, "/activities", type="call", subject="First talk", participant_ids=[contact["id"]])
    page.goto("/")
    expect(page.get_by_role("link", name=re.compile(r"Open deals 2 .*3,000\.00"))).to_be_visible()
    expect(page.get_by_role("link", name="My overdue tasks 1")).to_be_visible()
    expect(page.get_by_role("region", name="Overdue").get_by_text("Call Ann")).to_be_visible()
    expect(page.get_by_role("region", name="Coming up").get_by_text("Send the offer")).to_be_visible()
    expect(page.get_by_role("region", name="What happened last").get_by_text("First talk")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile(r"Prospecting 2 .*3,000\.00"))).to_be_visible()
    look()

    page.get_by_role("checkbox", name="Done: Call Ann").click()
    expect(page.get_by_role("region", name="Overdue")).to_have_count(0)
    expect(page.get_by_role("link", name="My overdue tasks 0")).to_be_visible()
    take_back(page, "Call Ann")
    expect(page.get_by_role("region", name="Overdue").get_by_text("Call Ann")).to_be_visible()

    # A number leads to just the records it counts.
    page.get_by_role("link", name="Open deals 2").click()
    expect(page.get_by_role("status").first).to_have_text("2")
    expect(page.get_by_role("button", name="Filter · 1")).to_be_visible()
    page.get_by_role("link", name="Home").click()
    page.get_by_role("link", name="Prospecting 2").click()
    expect(page.get_by_role("link", name="Quay")).to_be_visible()
