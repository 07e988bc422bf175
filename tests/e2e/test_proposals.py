"""Proposals: drawn up, mailed, signed by the customer on a phone, billed; and one that is declined."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Look
from tests.e2e.entering import sign_up

pytestmark = pytest.mark.browser


def test_from_a_proposal_to_an_invoice(page: Page, browser: Browser, look: Look) -> None:
    sign_up(page, "offers@harbor.example")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    api = page.request
    company = api.post("/api/v1/companies", data={"name": "Lighthouse Ltd"}).json()
    rate = {"name": "Usual", "percent": 10, "is_default": True}
    assert api.post("/api/v1/tax-rates", data=rate).status == 201

    page.goto("/o/proposals")
    page.get_by_role("button", name="New proposal").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Title").fill("New lamps")
    dialog.get_by_role("combobox", name="Company").fill("Light")
    page.get_by_role("option", name="Lighthouse Ltd").click()
    dialog.get_by_label("Description of line 1").fill("Harbor lamp")
    dialog.get_by_label("Quantity of line 1").fill("2")
    dialog.get_by_label("Price of line 1").fill("125.50")
    dialog.get_by_role("button", name="Create").click()

    lines = page.get_by_role("region", name="Lines")
    expect(lines.get_by_role("row", name="Total", exact=False).last).to_contain_text("276.10")
    lines.get_by_role("button", name="Send", exact=True).click()
    dialog.get_by_role("button", name="Send").click()
    expect(dialog.get_by_text("Say to which address")).to_be_visible()
    dialog.get_by_label("To").fill("jo@lighthouse.example")
    dialog.get_by_label("Message").fill("Dear Jo, here it is.")
    look()
    dialog.get_by_role("button", name="Send").click()
    expect(lines.get_by_role("status")).to_contain_text("not opened yet")
    lines.get_by_role("button", name="Copy link").click()
    expect(page.get_by_text("The link is copied")).to_be_visible()
    address = str(page.evaluate("navigator.clipboard.readText()"))
    path = "/proposal/" + address.rpartition("/")[2]

    phone = browser.new_context(base_url=page.url.partition("/o/")[0], viewport={"width": 390, "height": 844})
    customer = phone.new_page()
    customer.goto(path)
    expect(customer.get_by_role("heading", name="New lamps")).to_be_visible()
    customer.get_by_label("Your full name").fill("Jo")
    customer.get_by_role("button", name="Accept the proposal").click()
    expect(customer.get_by_role("alert")).to_contain_text("three letters")
    customer.get_by_label("Your full name").fill("Jo Keeper")
    customer.get_by_role("button", name="Accept the proposal").click()
    expect(customer.get_by_role("status")).to_contain_text("Signed by Jo Keeper")
    expect(customer.get_by_role("button")).to_have_count(0)

    page.reload()
    expect(lines.get_by_role("status")).to_contain_text("Signed by Jo Keeper")
    expect(lines.get_by_role("status")).to_contain_text("from 127.0.0.1")
    look()
    lines.get_by_role("button", name="Make an invoice").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("INV-")
    expect(lines.get_by_text("Harbor lamp")).to_be_visible()

    line = {"description": "Paint", "quantity": 3, "unit_price_minor": 900, "unit": "bucket"}
    body = {"title": "Paint", "company_id": company["id"], "lines": [line], "terms": "Net 30\n\nNo returns."}
    paint = api.post("/api/v1/proposals", data=body).json()
    assert api.post(f"/api/v1/proposals/{paint['id']}/mark-sent", data={}).status == 200
    address = api.get(f"/api/v1/proposals/{paint['id']}/link").json()["url"]
    path = "/proposal/" + address.rpartition("/")[2]
    page.goto(path)
    expect(page.get_by_role("button", name="Accept the proposal")).to_be_visible()
    look()
    customer.goto(path)
    customer.get_by_role("button", name="Decline").click()
    customer.get_by_label("Why").fill("Wrong colour")
    customer.get_by_role("button", name="Decline the proposal").click()
    expect(customer.get_by_role("status")).to_contain_text("declined")
    phone.close()
    page.goto(f"/o/proposals/{paint['id']}")
    expect(lines.get_by_role("status")).to_contain_text("Wrong colour")
    lines.get_by_role("button", name="Reopen").click()
    expect(lines.get_by_role("button", name="Edit lines")).to_be_visible()
