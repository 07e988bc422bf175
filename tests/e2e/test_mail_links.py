"""What the links in mails lead to, and signing in with an account elsewhere."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Look
from tests.e2e.entering import sign_up

pytestmark = pytest.mark.browser


def link_in_mail(page: Page, recipient: str, path: str) -> str:
    """The newest link to a page of that path that was mailed to somebody; the signed-in person may read the sandbox."""
    for _ in range(40):
        found: Any = page.request.get("/api/v1/sandbox/messages", params={"recipient": recipient}).json()["data"]
        for message in found:
            if link := re.search(rf"https?://[^/\s]+({path}/\S+)", message["text"]):
                return link[1]
        page.wait_for_timeout(250)
    raise AssertionError(f"no mail to {recipient} with {path}")


def invite(page: Page, email: str, role: str = "member") -> str:
    answer = page.request.post("/api/v1/invitations", data={"email": email, "role": role})
    assert answer.status == 201, answer.text()
    return link_in_mail(page, email, "/invitations")


@pytest.fixture
def stranger(browser: Browser, address: str) -> Iterator[Page]:
    """A page of another browser, in which nobody is signed in."""
    made = browser.new_context(base_url=address, locale="en-GB")
    made.set_default_timeout(8000)
    yield made.new_page()
    made.close()


def test_an_invited_person_joins_by_the_link_once(page: Page, look: Look, stranger: Page) -> None:
    sign_up(page, "inviter@harbor.example")
    link = invite(page, "newcomer@harbor.example")
    page.request.post("/api/v1/auth/logout")
    page.goto(link)
    expect(page.get_by_text("Dana Whitfield invites you to work in Harbor as member.")).to_be_visible()
    expect(page.get_by_label("E-mail")).to_have_value("newcomer@harbor.example")
    look()
    page.get_by_label("Your name").fill("Noor Okafor")
    page.get_by_label("Password", exact=True).fill("short")
    page.get_by_role("button", name="Join Harbor").click()
    expect(page.get_by_text(re.compile("at least 8 characters", re.I)).first).to_be_visible()
    page.get_by_label("Password", exact=True).fill("quite long enough")
    page.get_by_role("button", name="Join Harbor").click()
    expect(page.get_by_role("heading", name="Make it yours")).to_be_visible()
    me = page.request.get("/api/v1/auth/me").json()
    assert me["user"]["name"] == "Noor Okafor"
    assert me["workspace"]["role"] == "member"

    stranger.goto(link)
    expect(stranger.get_by_role("heading", name="This invitation is over")).to_be_visible()
    expect(stranger.get_by_text("Ask the person who invited you")).to_be_visible()


def test_who_has_an_account_joins_with_its_password_or_signed_in(page: Page, stranger: Page) -> None:
    sign_up(page, "has-account@harbor.example")
    sign_up(stranger, "second-owner@harbor.example")
    link = invite(stranger, "has-account@harbor.example", "admin")
    page.goto(link)
    expect(page.get_by_text("as admin.")).to_be_visible()
    expect(page.get_by_label("Password", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Join Harbor").click()
    expect(page.get_by_role("heading", name="Make it yours")).to_be_visible()
    assert page.request.get("/api/v1/auth/me").json()["workspace"]["role"] == "admin"


def test_a_forgotten_password_is_set_anew(page: Page, look: Look) -> None:
    sign_up(page, "forgets@harbor.example")
    page.goto("/sign-in")
    page.get_by_role("link", name="Forgotten your password?").click()
    look()
    page.get_by_label("E-mail").fill("forgets@harbor.example")
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    link = link_in_mail(page, "forgets@harbor.example", "/reset-password")
    page.goto(link)
    look()
    page.get_by_label("New password").fill("an altogether new one")
    page.get_by_role("button", name="Set password").click()
    expect(page.get_by_role("heading", name="Your password is set")).to_be_visible()
    page.get_by_role("link", name="Sign in").click()
    page.get_by_label("E-mail").fill("forgets@harbor.example")
    page.get_by_label("Password", exact=True).fill("an altogether new one")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Make it yours")).to_be_visible()


def test_an_address_is_confirmed_once(page: Page, look: Look, stranger: Page) -> None:
    sign_up(page, "confirms@harbor.example")
    link = link_in_mail(page, "confirms@harbor.example", "/verify-email")
    page.goto(link)
    expect(page.get_by_role("heading", name="Address confirmed")).to_be_visible()
    look()
    assert page.request.get("/api/v1/auth/me").json()["user"]["email_verified"] is True
    stranger.goto(link)
    expect(stranger.get_by_role("heading", name="The address was not confirmed")).to_be_visible()
    expect(stranger.get_by_text("Sign in, then open this page again")).to_be_visible()


def test_another_address_is_taken_by_the_link(page: Page, look: Look) -> None:
    sign_up(page, "moves@harbor.example")
    page.goto("/settings/profile")
    page.get_by_role("button", name="Change address").click()
    page.get_by_label("New e-mail address").fill("moved@harbor.example")
    page.get_by_label("Current password").fill("wrong, wrong")
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_text("This is not your password.")).to_be_visible()
    page.get_by_label("Current password").fill("correct horse battery")
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_text("moved@harbor.example is yours once you open the link")).to_be_visible()
    look()
    page.goto(link_in_mail(page, "moved@harbor.example", "/new-email"))
    look()
    page.get_by_role("button", name="Use this address").click()
    expect(page.get_by_role("heading", name="Your address is changed")).to_be_visible()
    page.get_by_role("link", name="Go on to Quintet").click()
    expect(page.get_by_role("heading", name="Make it yours")).to_be_visible()
    page.goto("/settings/profile")
    expect(page.get_by_role("textbox", name="E-mail")).to_have_value("moved@harbor.example")


def test_signing_in_with_google(page: Page, look: Look) -> None:
    page.goto("/sign-in")
    expect(page.get_by_role("link", name="Continue with Google")).to_be_visible()
    look()
    page.get_by_role("link", name="Continue with Google").click()
    page.get_by_label(re.compile("e-?mail", re.I)).first.fill("by-google@harbor.example")
    page.get_by_role("button").first.click()
    expect(page.get_by_role("heading", name="Make it yours")).to_be_visible()
    page.goto("/sign-in?error=sign_up_closed")
    expect(page.get_by_role("alert")).to_contain_text("by invitation")
