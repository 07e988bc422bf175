"""What a lead scores and why, and the rules behind it."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Look
from tests.e2e.entering import sign_up
from tests.e2e.test_board import made
from tests.e2e.waiting import until

pytestmark = pytest.mark.browser


def test_a_score_says_why_and_follows_its_rules(page: Page, look: Look) -> None:
    sign_up(page, "scores@harbor.example")
    lead = made(page, "/leads", business_name="Harbor lights", email="lights@harbor.example", city="Hamburg")
    page.request.post(f"/api/v1/leads/{lead['id']}/tags", data={"names": ["Warm", "Local"]})
    page.goto(f"/o/leads/{lead['id']}")
    card = page.get_by_role("region", name="Score")
    expect(card.get_by_text("30 of 100")).to_be_visible()
    expect(card.get_by_role("listitem")).to_contain_text(["+10Has an e-mail address", "+20Tagged · 2 times"])
    look()
    card.get_by_role("link", name="Change the rules").click()
    fit = page.get_by_role("region", name="What a lead is")
    fit.get_by_role("button", name="Remove Has an e-mail address").click()
    fit.get_by_role("button", name="Add a rule").click()
    rule = fit.get_by_role("group", name="Rule", exact=True)
    rule.get_by_role("combobox", name="Field").click()
    page.get_by_role("option", name="City", exact=True).click()
    rule.get_by_role("textbox", name="Value").fill("hamb")
    rule.get_by_label("Points").fill("35")
    rule.get_by_label("Why").fill("Around the corner")
    look()
    page.get_by_role("button", name="Save the rules").click()
    expect(page.get_by_text("Leads are being scored anew")).to_be_visible()
    page.goto(f"/o/leads/{lead['id']}")
    expect(card.get_by_role("listitem")).to_have_count(2)
    expect(card.get_by_text("30 of 100").or_(card.get_by_text("55 of 100"))).to_be_visible()
    until(page, lambda: page.request.get(f"/api/v1/leads/{lead['id']}").json()["score"] == 55)
    page.reload()
    expect(card.get_by_text("55 of 100")).to_be_visible()
    expect(card.get_by_text("Around the corner")).to_be_visible()
