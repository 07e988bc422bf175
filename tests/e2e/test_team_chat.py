"""Settings: the team's chat is connected, told what happens, and let go."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Look
from tests.e2e.entering import sign_up

pytestmark = pytest.mark.browser


def test_a_channel_hears_of_a_deal_won(page: Page, look: Look) -> None:
    sign_up(page, "chat@harbor.example")
    page.goto("/settings/team-chat")
    page.get_by_label("Channel", exact=True).fill("#wins")
    page.get_by_label("Webhook address").fill("https://elsewhere.example/hook")
    page.get_by_role("button", name="Connect", exact=True).click()
    expect(page.get_by_text("begins with https://hooks.slack.com/")).to_be_visible()
    look()
    page.get_by_label("Webhook address").fill("")
    page.get_by_label("A deal is lost").check()
    page.get_by_role("button", name="Connect", exact=True).click()
    expect(page.get_by_text("through the sandbox")).to_be_visible()
    page.get_by_role("button", name="Send a test").click()
    told = page.get_by_role("region", name="What it was told")
    expect(told.get_by_text("Sent", exact=True)).to_be_visible()

    deal = page.request.post("/api/v1/deals", data={"title": "Harbor lights"}).json()
    page.request.post(f"/api/v1/deals/{deal['id']}/close", data={"outcome": "lost", "reason": "Price"})
    page.reload()
    expect(told.get_by_text("Sent", exact=True)).to_have_count(2)
    told.get_by_role("link", name="Deal lost: Harbor lights (Price)").click()
    expect(page.get_by_role("heading", name="Harbor lights")).to_be_visible()

    page.goto("/settings/team-chat")
    page.get_by_label("Channel", exact=True).fill("#rejected")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved")).to_be_visible()
    page.get_by_role("button", name="Send a test").click()
    expect(told.get_by_text("there is no such channel")).to_be_visible()
    look()
    page.get_by_label("Channel", exact=True).fill("#wins")
    with page.expect_response(lambda answer: answer.request.method == "PUT"):
        page.get_by_role("button", name="Save").click()
    told.get_by_role("button", name="Try again").click()
    expect(told.get_by_text("Failed")).to_have_count(0)
    page.get_by_role("button", name="Disconnect").click()
    page.get_by_role("dialog").get_by_role("button", name="Disconnect").click()
    expect(page.get_by_role("button", name="Connect", exact=True)).to_be_visible()
    expect(told).to_have_count(0)
