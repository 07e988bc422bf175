"""The bell: what one was told, and reading it."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.conftest import Look
from tests.e2e.entering import sign_up

pytestmark = pytest.mark.browser


def _joins(page: Page, email: str) -> BrowserContext:
    """A colleague, invited by mail, in a browser of their own."""
    assert page.request.post("/api/v1/invitations", data={"email": email, "role": "admin"}).ok

    def token() -> str | None:
        messages = page.request.get("/api/v1/sandbox/messages").json()["data"]
        found = [re.search(r"/invitations/([\w-]+)", each["text"]) for each in messages if each["recipient"] == email]
        return found[0][1] if found and found[0] else None

    link = token()
    while link is None:
        page.wait_for_timeout(200)
        link = token()
    browser = page.context.browser
    assert browser is not None
    address = re.match(r"https?://[^/]+", page.url)
    assert address is not None
    made = browser.new_context(base_url=address[0])
    body = {"name": "Noor Okafor", "password": "quite long enough"}
    assert made.request.post(f"/api/v1/auth/invitations/{link}/accept", data=body).ok
    return made


def test_what_one_is_given_is_told_and_read(page: Page, look: Look) -> None:
    sign_up(page, "bell@harbor.example")
    page.goto("/")
    bell = page.get_by_role("button", name="Notifications")
    bell.click()
    expect(page.get_by_text("Nothing new.", exact=False)).to_be_visible()
    page.keyboard.press("Escape")

    me = page.request.get("/api/v1/auth/me").json()["user"]["id"]
    colleague = _joins(page, "noor-bell@harbor.example")
    given = colleague.request.post("/api/v1/tasks", data={"title": "Call the harbour", "assignee_id": me})
    assert given.ok, given.text()
    colleague.close()

    # It rings without a reload.
    expect(page.get_by_role("button", name="Notifications, 1 unread")).to_be_visible(timeout=10_000)
    bell.click()
    expect(page.get_by_text("Noor Okafor gave you this task")).to_be_visible()
    look()
    page.get_by_role("link", name="Call the harbour Noor Okafor").click()
    expect(page.get_by_role("heading", name="Call the harbour")).to_be_visible()
    expect(page.get_by_role("button", name="Notifications", exact=True)).to_be_visible()

    page.goto("/settings/profile")
    page.get_by_role("switch", name="Mail me my tasks every morning").click()
    expect(page.get_by_text("Saved")).to_be_visible()
    assert page.request.get("/api/v1/auth/me").json()["user"]["preferences"] == {"task_digest": False}
