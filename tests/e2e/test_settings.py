"""Settings: profile, sign-in, team with invitations and roles, workspace, API keys, and what is "sent"."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Look
from tests.e2e.entering import sign_up
from tests.e2e.waiting import take_back

pytestmark = pytest.mark.browser


@pytest.fixture
def colleague(browser: Browser, address: str) -> Iterator[Page]:
    """A page of another browser."""
    made = browser.new_context(base_url=address, locale="en-GB")
    made.set_default_timeout(8000)
    yield made.new_page()
    made.close()


def test_a_workspace_is_set_up_and_a_colleague_comes(page: Page, look: Look, colleague: Page) -> None:
    sign_up(page, "settings@harbor.example", then="/")
    page.get_by_role("button", name="Account").click()
    page.get_by_role("menuitem", name="Settings").click()
    page.get_by_label("Your name").fill("Dana Reyes")
    page.get_by_label("Phone").fill("not a number")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Phone")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Phone").fill("+49 30 1234567")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved")).to_be_visible()
    assert page.request.get("/api/v1/auth/me").json()["user"]["name"] == "Dana Reyes"

    page.get_by_role("link", name="Workspace").click()
    page.get_by_label("Name", exact=True).fill("Harbor & Sons")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Harbor & Sons", exact=True)).to_be_visible()

    page.get_by_role("link", name="Team", exact=True).click()
    page.get_by_role("button", name="Invite").click()
    page.get_by_role("dialog").get_by_label("E-mail").fill("noor-settings@harbor.example")
    page.get_by_role("button", name="Send invitation").click()
    expect(page.get_by_text("Member · by Dana Reyes")).to_be_visible()
    page.get_by_role("link", name="Sandbox mailbox").click()
    expect(page.get_by_text("invites you to Harbor & Sons").first).to_be_visible()
    page.get_by_text("invites you to Harbor & Sons").first.click()
    link = page.locator("details", has_text="invites you to Harbor & Sons").first.inner_text()
    token = re.search(r"/invitations/(\S+)", link)
    assert token is not None
    colleague.goto(f"/invitations/{token[1]}")
    colleague.get_by_label("Your name").fill("Noor Okafor")
    colleague.get_by_label("Password", exact=True).fill("quite long enough")
    colleague.get_by_role("button", name="Join Harbor & Sons").click()
    expect(colleague.get_by_role("heading", name="Make it yours")).to_be_visible()

    # A member sees the team and changes nothing in it.
    colleague.goto("/settings/team")
    expect(colleague.get_by_text("Dana Reyes")).to_be_visible()
    expect(colleague.get_by_role("button", name="Invite")).to_have_count(0)
    expect(colleague.get_by_role("link", name="Sandbox mailbox")).to_have_count(0)
    colleague.goto("/settings/workspace")
    expect(colleague.get_by_text("Administrators change these.")).to_be_visible()
    expect(colleague.get_by_role("button", name="Save")).to_have_count(0)

    with colleague.expect_response(lambda answer: "/events/stream" in answer.url):
        colleague.goto("/settings/team")
    expect(colleague.get_by_role("listitem").filter(has_text="Noor Okafor")).to_contain_text("Member")
    page.get_by_role("link", name="Team", exact=True).click()
    page.get_by_role("combobox", name="Role of Noor Okafor").click()
    page.get_by_role("option", name="Manager").click()
    expect(page.get_by_role("combobox", name="Role of Noor Okafor")).to_have_value("Manager")
    # The other hears of it, with what they may do from now on.
    expect(colleague.get_by_role("listitem").filter(has_text="Noor Okafor")).to_contain_text("Manager")
    expect(colleague.get_by_role("button", name="Invite")).to_be_visible()
    page.get_by_role("button", name="More for Noor Okafor").click()
    page.get_by_role("menuitem", name="Deactivate").click()
    expect(page.get_by_text("Noor Okafor is out and cannot sign in")).to_be_visible()
    assert colleague.request.get("/api/v1/auth/me").json().get("workspace") is None
    take_back(page, "Noor Okafor is out and cannot sign in")
    expect(page.get_by_text("Undone")).to_be_visible()
    look()
    page.goto("/settings/mailbox")
    expect(page.get_by_text("invites you to Harbor & Sons").first).to_be_visible()
    look()


def test_a_key_is_shown_once_and_revoked(page: Page) -> None:
    sign_up(page, "keys@harbor.example")
    page.goto("/settings/api-keys")
    page.get_by_role("button", name="New key").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("What is it for?").fill("Website form")
    dialog.get_by_role("combobox", name="What it may do").click()
    page.get_by_role("option", name="contacts:read", exact=True).click()
    page.keyboard.press("Escape")
    dialog.get_by_role("button", name="Create").click()
    expect(dialog.get_by_text("shown this once")).to_be_visible()
    key = dialog.locator("code, pre").first.inner_text()
    answer = page.request.get("/api/v1/contacts", headers={"X-API-Key": key, "Cookie": ""})
    assert answer.status == 200
    dialog.get_by_role("button", name="Done").click()
    page.get_by_role("button", name="Revoke Website form").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("Revoked")).to_be_visible()
    assert page.request.get("/api/v1/contacts", headers={"X-API-Key": key, "Cookie": ""}).status == 401


def test_a_password_is_changed_and_other_devices_are_signed_out(page: Page, colleague: Page) -> None:
    sign_up(page, "secure@harbor.example")
    login = {"email": "secure@harbor.example", "password": "correct horse battery"}
    assert colleague.request.post("/api/v1/auth/login", data=login).status == 200
    page.goto("/settings/security")
    expect(page.get_by_role("button", name="Sign out everywhere else")).to_be_visible()
    page.get_by_label("Current password").fill("wrong one here")
    page.get_by_label("New password").fill("another good one")
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("This is not your password.")).to_be_visible()
    page.get_by_label("Current password").fill("correct horse battery")
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("Password changed.")).to_be_visible()
    expect(page.get_by_role("button", name="Sign out everywhere else")).to_have_count(0)
    assert colleague.request.get("/api/v1/auth/me").status == 401


def test_pages_are_found_in_the_palette(page: Page) -> None:
    sign_up(page, "palette@harbor.example", then="/")
    expect(page.get_by_role("heading", name="Make it yours")).to_be_visible()
    page.keyboard.press("Control+k")
    page.get_by_label("Command palette").fill("vocab")
    page.get_by_role("option", name="Vocabularies").or_(page.get_by_role("button", name="Vocabularies")).first.click()
    expect(page.get_by_role("heading", name="Vocabularies")).to_be_visible()
