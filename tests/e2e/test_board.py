"""The board: cards carried by mouse, moved by keyboard and by menu, sums, quick add, undo."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Look
from tests.e2e.entering import sign_up
from tests.e2e.waiting import standing, take_back

pytestmark = pytest.mark.browser


def made(page: Page, path: str, **values: Any) -> dict[str, Any]:
    answer = page.request.post(f"/api/v1{path}", data=values)
    assert answer.status == 201, answer.text()
    found: dict[str, Any] = answer.json()
    return found


def stage_of(page: Page, deal: dict[str, Any]) -> str:
    answer = page.request.get(f"/api/v1/deals/{deal['id']}", params={"expand": "stage"})
    title: str = answer.json()["stage"]["title"]
    return title


def column(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name, exact=True)


def titles(page: Page, name: str) -> list[str]:
    return column(page, name).get_by_role("listitem").get_by_role("link").all_text_contents()


def carry(page: Page, card: Locator, to: Locator, *, below: bool = False) -> None:
    """Drag with the mouse, in steps as a hand does."""
    (x, y, *_), (left, top, _, height) = standing(card), standing(to)
    page.mouse.move(x + 20, y + 10)
    page.mouse.down()
    page.mouse.move(x + 40, y + 30, steps=4)
    page.mouse.move(left + 60, top + height * (0.8 if below else 0.4), steps=12)
    page.wait_for_timeout(100)
    page.mouse.up()


def touch(page: Page, card: Locator, to: Locator) -> None:
    """Drag with a finger that rests first: one that moves at once scrolls."""
    (x, y, *_), (left, *_) = standing(card), standing(to)
    fingers = page.context.new_cdp_session(page)
    fingers.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    x, y, across = x + 20, y + 10, left + 60 - x - 20
    fingers.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    page.wait_for_timeout(300)
    for step in range(1, 9):
        points = [{"x": x + across * step / 8, "y": y + 4 * step}]
        fingers.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": points})
    page.wait_for_timeout(100)
    fingers.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    fingers.send("Emulation.setTouchEmulationEnabled", {"enabled": False})


def test_deals_are_moved_by_mouse_keyboard_and_menu(page: Page, look: Look) -> None:
    sign_up(page, "board@harbor.example")
    deals = {name: made(page, "/deals", title=name, value_minor=100_000) for name in ("Mill", "Quay", "Pier")}
    page.goto("/o/deals")
    page.get_by_text("Board", exact=True).click()
    expect(column(page, "Prospecting")).to_contain_text("$3,000.00")
    assert titles(page, "Prospecting") == ["Pier", "Quay", "Mill"]
    look()

    carry(page, page.get_by_role("link", name="Quay"), column(page, "Qualified"))
    expect(column(page, "Qualified")).to_contain_text("$1,000.00")
    expect(column(page, "Prospecting")).to_contain_text("$2,000.00")
    expect(page.get_by_text("Quay: Qualified")).to_be_visible()
    assert stage_of(page, deals["Quay"]) == "Qualified"
    take_back(page, "Quay: Qualified")
    expect(column(page, "Prospecting").get_by_role("link", name="Quay")).to_be_visible()
    expect(page.get_by_text("Undone")).to_be_visible()
    assert stage_of(page, deals["Quay"]) == "Prospecting"
    assert titles(page, "Prospecting") == ["Pier", "Quay", "Mill"]

    # Beside another card in the same stage; the server keeps the order.
    card = column(page, "Prospecting").get_by_role("listitem")
    with page.expect_response("**/move"):
        carry(page, page.get_by_role("link", name="Pier"), card.filter(has_text="Mill"), below=True)
    expect(card.last).to_contain_text("Pier")
    page.reload()
    expect(card.last).to_contain_text("Pier")
    assert titles(page, "Prospecting") == ["Quay", "Mill", "Pier"]

    page.get_by_role("link", name="Quay").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Mill")).to_be_focused()
    page.keyboard.press("Shift+ArrowRight")
    expect(column(page, "Qualified").get_by_role("link", name="Mill")).to_be_focused()
    page.keyboard.press("Shift+ArrowRight")
    expect(column(page, "Proposal").get_by_role("link", name="Mill")).to_be_focused()
    expect(page.get_by_text("Mill: Proposal")).to_be_visible()
    assert stage_of(page, deals["Mill"]) == "Proposal"

    page.get_by_role("button", name="Move Mill").click()
    page.get_by_role("menuitem", name="Won").click()
    expect(column(page, "Won").get_by_role("link", name="Mill")).to_be_visible()
    expect(page.get_by_text("Mill: Won")).to_be_visible()
    assert page.request.get(f"/api/v1/deals/{deals['Mill']['id']}").json()["status"] == "won"

    page.get_by_role("button", name="Add to Negotiation").click()
    page.get_by_role("textbox", name="New deal in Negotiation").fill("Dock")
    page.keyboard.press("Enter")
    expect(column(page, "Negotiation").get_by_role("link", name="Dock")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Dock").click()
    expect(page.get_by_role("heading", name="Dock")).to_be_visible()
    page.goto("/o/deals")
    expect(column(page, "Negotiation")).to_be_visible()


def test_another_pipeline_and_leads(page: Page, look: Look) -> None:
    sign_up(page, "boards@harbor.example")
    stages = [{"name": "First", "probability": 20}, {"name": "Second", "probability": 60}]
    made(page, "/deals", title="Usual")
    pipeline = made(page, "/pipelines", name="Partners", kind="deal", stages=stages)
    made(page, "/deals", title="Special", pipeline_id=pipeline["id"])
    made(page, "/leads", business_name="Corner Shop", email="corner@shop.example")
    page.goto("/o/deals?view=board")
    expect(page.get_by_role("link", name="Usual")).to_be_visible()
    page.get_by_role("combobox", name="Pipeline").click()
    page.get_by_role("option", name="Partners").click()
    expect(column(page, "First").get_by_role("link", name="Special")).to_be_visible()
    expect(page).to_have_url(re.compile("pipeline="))
    page.goto("/o/leads?view=board")
    lead = page.get_by_role("link", name="Corner Shop")
    expect(column(page, "New").filter(has=lead)).to_be_visible()
    look()

    touch(page, lead, column(page, "Engaged"))
    expect(column(page, "Engaged").filter(has=lead)).to_be_visible()
    expect(page.get_by_text("Corner Shop: Engaged")).to_be_visible()

    lead.click()
    way = page.get_by_role("region", name="Stage")
    expect(way.get_by_role("button", name="Engaged")).to_have_attribute("aria-current", "step")
    way.get_by_role("button", name="Lost").click()
    page.get_by_label("Why").fill("Moved away")
    look()
    page.get_by_role("button", name="Mark as lost").click()
    expect(way.get_by_text("Moved away")).to_be_visible()
    take_back(page, "Corner Shop: Lost")
    expect(way.get_by_role("button", name="Engaged")).to_have_attribute("aria-current", "step")
    way.get_by_role("button", name="Convert").click()
    dialog = page.get_by_role("dialog", name="Convert Corner Shop")
    dialog.get_by_label("Title of the deal").fill("New shelves")
    look()
    dialog.get_by_role("button", name="Convert").click()
    expect(way.get_by_text("It became")).to_be_visible()
    expect(way.get_by_role("button", name="Undo the conversion")).to_be_visible()
    look()
    # Back from the notice, and once more from the page.
    page.get_by_role("alert").filter(has_text="Corner Shop is converted").get_by_role("button", name="Undo").click()
    expect(way.get_by_role("button", name="Engaged")).to_have_attribute("aria-current", "step")
    way.get_by_role("button", name="Convert").click()
    dialog.get_by_label("Title of the deal").fill("Old shelves")
    dialog.get_by_role("button", name="Convert").click()
    way.get_by_role("button", name="Undo the conversion").click()
    expect(page.get_by_text("Corner Shop is a lead again")).to_be_visible()
    assert page.request.get("/api/v1/deals?q=shelves").json()["data"] == []
    # It stays when somebody has worked with what came of it.
    way.get_by_role("button", name="Convert").click()
    dialog.get_by_label("Title of the deal").fill("New shelves")
    dialog.get_by_role("button", name="Convert").click()
    expect(way.get_by_role("button", name="Undo the conversion")).to_be_visible()
    deal = page.request.get("/api/v1/deals?q=shelves").json()["data"][0]
    page.request.post("/api/v1/tasks", data={"title": "Measure", "related_type": "deal", "related_id": deal["id"]})
    with page.expect_response(lambda answer: "/undo-conversion" in answer.url):
        page.reload()
    expect(way.get_by_text("It became")).to_be_visible()
    expect(way.get_by_role("button", name="Undo the conversion")).to_have_count(0)
    way.get_by_role("link", name="New shelves").click()
    expect(page.get_by_role("heading", name="New shelves")).to_be_visible()


def test_tasks_by_what_is_chosen_in_a_field(page: Page, look: Look) -> None:
    sign_up(page, "choices@harbor.example")
    tasks = {title: made(page, "/tasks", title=title, priority="low") for title in ("Call", "Write")}

    def priority(title: str) -> str:
        found: str = page.request.get(f"/api/v1/tasks/{tasks[title]['id']}").json()["priority"]
        return found

    page.goto("/o/tasks")
    page.get_by_text("Board", exact=True).click()
    page.get_by_role("combobox", name="Columns of the board").click()
    page.get_by_role("option", name="By priority").click()
    expect(page).to_have_url(re.compile("by=priority"))
    expect(column(page, "Low").get_by_role("listitem")).to_have_count(2)
    look()

    carry(page, page.get_by_role("link", name="Call"), column(page, "High"))
    expect(page.get_by_text("Call: High")).to_be_visible()
    expect(column(page, "High").get_by_role("link", name="Call")).to_be_visible()
    assert priority("Call") == "high"
    take_back(page, "Call: High")
    expect(page.get_by_text("Undone")).to_be_visible()
    expect(column(page, "Low").get_by_role("link", name="Call")).to_be_visible()
    assert priority("Call") == "low"

    page.get_by_role("link", name="Write").focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(column(page, "Normal").get_by_role("link", name="Write")).to_be_focused()
    expect(page.get_by_text("Write: Normal")).to_be_visible()
    assert priority("Write") == "normal"

    page.get_by_role("button", name="Add to High").click()
    page.get_by_role("textbox", name="New task in High").fill("Pack")
    page.keyboard.press("Enter")
    expect(column(page, "High").get_by_role("link", name="Pack")).to_be_visible()
    page.keyboard.press("Escape")

    # A saved view knows its columns.
    page.get_by_role("button", name="Save view").click()
    page.get_by_role("textbox", name="Name of the view").fill("By weight")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("button", name="By weight", exact=True)).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="All tasks").click()
    expect(page).not_to_have_url(re.compile("by="))
    page.get_by_role("button", name="By weight", exact=True).click()
    expect(column(page, "High").get_by_role("link", name="Pack")).to_be_visible()


def test_a_field_of_ones_own_has_a_column_for_nothing(page: Page) -> None:
    sign_up(page, "nothing@harbor.example")
    made(page, "/custom-fields", object="company", key="tier", label="Tier", type="select", options=["gold", "silver"])
    company = made(page, "/companies", name="Mill", custom={"tier": "gold"})
    page.goto("/o/companies?view=board&by=custom.tier")
    carry(page, page.get_by_role("link", name="Mill"), column(page, "Nothing chosen"))
    expect(column(page, "Nothing chosen").get_by_role("link", name="Mill")).to_be_visible()
    expect(page.get_by_text("Mill: Nothing chosen")).to_be_visible()
    assert "tier" not in page.request.get(f"/api/v1/companies/{company['id']}").json()["custom"]
