"""The calendar: carried to other days by mouse, keyboard and date, quick add, undo, the time zone of the profile."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Look
from tests.e2e.entering import sign_up
from tests.e2e.test_board import carry, made
from tests.e2e.waiting import take_back, until

pytestmark = pytest.mark.browser

TODAY = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
MID = TODAY.replace(day=15)


def day(page: Page, moment: datetime) -> Locator:
    return page.get_by_role("region", name=f"{moment:%A} {moment.day} {moment:%B}", exact=True)


def comes_due(page: Page, task: dict[str, Any], moment: datetime) -> None:
    """The server has it; the page moved the entry before it asked."""
    path = f"/api/v1/tasks/{task['id']}"
    until(page, lambda: datetime.fromisoformat(page.request.get(path).json()["due_at"]) == moment)


def test_tasks_by_their_days(page: Page, look: Look) -> None:
    sign_up(page, "calendar@harbor.example")
    page.request.patch("/api/v1/profile", data={"timezone": "UTC"})
    call = made(page, "/tasks", title="Call", due_at=MID.isoformat())
    write = made(page, "/tasks", title="Write", due_at=(MID + timedelta(hours=2)).isoformat())
    page.goto("/o/tasks")
    page.get_by_text("Calendar", exact=True).click()
    expect(day(page, MID).get_by_role("listitem")).to_have_count(2)
    look()

    carry(page, page.get_by_role("link", name="Call"), day(page, MID + timedelta(days=1)))
    expect(day(page, MID + timedelta(days=1)).get_by_role("link", name="Call")).to_be_visible()
    comes_due(page, call, MID + timedelta(days=1))
    take_back(page, "Call: ")
    expect(page.get_by_text("Undone")).to_be_visible()
    comes_due(page, call, MID)

    page.get_by_role("link", name="Write").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("link", name="Call")).to_be_focused()
    page.get_by_role("link", name="Write").focus()
    page.keyboard.press("Shift+ArrowDown")
    week_on = MID + timedelta(days=7)
    expect(day(page, week_on).get_by_role("link", name="Write")).to_be_focused()
    comes_due(page, write, week_on + timedelta(hours=2))

    other = day(page, MID - timedelta(days=2))
    other.hover()
    other.get_by_role("button", name="Add to").click()
    page.get_by_role("textbox", name="New task in").fill("Pack")
    page.keyboard.press("Enter")
    expect(other.get_by_role("link", name="Pack")).to_be_visible()
    page.keyboard.press("Escape")

    page.get_by_text("Week", exact=True).click()
    page.goto(f"/o/tasks?view=calendar&span=week&day={week_on:%Y-%m-%d}")
    page.get_by_role("button", name="Move Write").click()
    page.get_by_label("Move to").fill(f"{week_on + timedelta(days=7):%Y-%m-%d}")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Write")).to_have_count(0)
    comes_due(page, write, week_on + timedelta(days=7, hours=2))
    look()

    # On a phone it is a list of the days that hold something.
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/o/tasks?view=calendar&day={MID:%Y-%m-%d}")
    expect(page.get_by_role("link", name="Pack")).to_be_visible()
    expect(day(page, MID + timedelta(days=1))).to_have_count(int(TODAY.date() == (MID + timedelta(days=1)).date()))
    page.get_by_role("link", name="Call").click()
    expect(page.get_by_role("heading", name="Call")).to_be_visible()


def test_days_are_those_of_the_profile(page: Page) -> None:
    sign_up(page, "zones@harbor.example")
    # Eight in the evening of UTC is the next day in Tokyo, and a meeting keeps its length when it is moved.
    start = MID.replace(hour=20)
    end = start + timedelta(hours=1)
    values = {"subject": "Meet", "type": "meeting", "starts_at": start.isoformat(), "ends_at": end.isoformat()}
    meeting = made(page, "/activities", **values)
    page.request.patch("/api/v1/profile", data={"timezone": "Asia/Tokyo"})
    page.goto("/o/activities?view=calendar")
    entry = day(page, MID + timedelta(days=1)).get_by_role("link", name="Meet")
    expect(entry).to_contain_text("5:00")
    entry.focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(day(page, MID + timedelta(days=2)).get_by_role("link", name="Meet")).to_be_focused()
    expect(page.get_by_role("button", name="Undo").first).to_be_visible()
    now = page.request.get(f"/api/v1/activities/{meeting['id']}").json()
    assert datetime.fromisoformat(now["starts_at"]) == start + timedelta(days=1)
    assert datetime.fromisoformat(now["ends_at"]) == end + timedelta(days=1)


def test_deals_by_a_day_without_a_time(page: Page) -> None:
    sign_up(page, "closing@harbor.example")
    deal = made(page, "/deals", title="Mill", expected_close_date=f"{MID:%Y-%m-%d}")
    page.goto("/o/deals?view=calendar")
    page.get_by_role("link", name="Mill").focus()
    page.keyboard.press("Shift+ArrowLeft")
    expect(day(page, MID - timedelta(days=1)).get_by_role("link", name="Mill")).to_be_focused()
    expect(page.get_by_role("button", name="Undo").first).to_be_visible()
    found = page.request.get(f"/api/v1/deals/{deal['id']}").json()
    assert found["expected_close_date"] == f"{MID - timedelta(days=1):%Y-%m-%d}"
