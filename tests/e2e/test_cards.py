"""A company's cards: one is saved on the public page, by the sandbox's test cards, and removed again."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Look
from tests.e2e.entering import sign_up

pytestmark = pytest.mark.browser


def test_a_card_is_saved_and_removed(page: Page, look: Look) -> None:
    sign_up(page, "cards@harbor.example")
    company = page.request.post("/api/v1/companies", data={"name": "Harbor Lights"}).json()["id"]
    page.goto(f"/o/companies/{company}")
    cards = page.get_by_role("region", name="Saved cards")
    expect(cards.get_by_text("None yet")).to_be_visible()
    with page.context.expect_page() as opened:
        cards.get_by_role("button", name="Add card").click()
    form = opened.value
    number = form.get_by_label("Card number")
    form.get_by_role("button", name="4000 0000 0000 0002").click()
    form.get_by_role("button", name="Save the card").click()
    expect(form.get_by_role("alert")).to_contain_text("declined")
    form.get_by_role("button", name="4242 4242 4242 4242").click()
    expect(number).to_have_value("4242424242424242")
    form.get_by_label("Expires").fill("soon")
    form.get_by_role("button", name="Save the card").click()
    expect(form.get_by_role("alert")).to_contain_text("12 / 40")
    form.get_by_label("Expires").fill("12/41")
    form.get_by_role("button", name="Save the card").click()
    expect(form.get_by_role("heading", name="The card is saved")).to_be_visible()
    form.close()

    page.reload()
    expect(cards.get_by_text("Visa ending in 4242")).to_be_visible()
    expect(cards.get_by_text("Expires 12 / 2041")).to_be_visible()
    look()
    cards.get_by_role("button", name="Remove Visa ending in 4242").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove the card").click()
    expect(cards.get_by_text("None yet")).to_be_visible()


def test_the_public_page_is_for_everybody_and_light(page: Page, look: Look) -> None:
    sizes: list[int] = []
    page.on("response", lambda answer: sizes.append(int(answer.headers.get("content-length", 0))))
    page.goto("/add-card#secret=sbx_setup_nothing_secret")
    expect(page.get_by_role("button", name="4242 4242 4242 4242")).to_be_visible()
    assert sum(sizes) < 100_000
    look()
    page.goto("/add-card")
    page.reload()
    expect(page.get_by_role("heading", name="This page does not exist")).to_be_visible()
    look()
