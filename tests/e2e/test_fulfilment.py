"""Stock and shipping: devices come in by a pasted list, are picked as a scanner types, and shipped."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Look
from tests.e2e.entering import sign_up

pytestmark = pytest.mark.browser


def test_from_the_box_to_the_customer(page: Page, look: Look) -> None:
    sign_up(page, "stock@harbor.example")
    company = page.request.post("/api/v1/companies", data={"name": "Lighthouse Ltd", "email": "in@lighthouse.example"})
    line = {"description": "GTX Pro", "quantity": 2, "unit_price_minor": 4_800}
    invoice = page.request.post("/api/v1/invoices", data={"company_id": company.json()["id"], "lines": [line]}).json()
    assert page.request.post("/api/v1/sims", data={"iccid": "8944500102198304826"}).status == 201
    assert page.request.post(f"/api/v1/invoices/{invoice['id']}/mark-sent").status == 200

    page.goto("/o/devices")
    page.get_by_role("button", name="Add many").click()
    dialog = page.get_by_role("dialog")
    box = dialog.get_by_label("Serial numbers and IMEIs")
    box.fill("GTX-1\nGTX-2 352099001761481\nGTX-1\n352099001761482")
    dialog.get_by_role("button", name="Add", exact=True).click()
    expect(dialog.get_by_text("2 added.")).to_be_visible()
    expect(dialog.get_by_text("1 was there already")).to_be_visible()
    expect(dialog.get_by_text("1 could not be read")).to_be_visible()
    expect(box).to_have_value("352099001761482")
    look()
    dialog.get_by_role("button", name="Close").last.click()
    expect(page.get_by_role("link", name="GTX-2")).to_be_visible()

    page.goto("/o/fulfilment-orders?view=board")
    page.get_by_text(invoice["number"]).first.wait_for()
    look()
    page.get_by_role("link", name=invoice["number"]).first.click()
    order = page.get_by_role("region", name="Devices", exact=True).first
    expect(order.get_by_text("2 × GTX Pro")).to_be_visible()
    order.get_by_label("Scan a device").focus()
    page.keyboard.type("gtx-1\n")
    expect(order.get_by_role("link", name="GTX-1")).to_be_visible()
    expect(order.get_by_label("Scan a device")).to_be_focused()
    page.keyboard.type("GTX-9\n")
    expect(order.get_by_role("alert")).to_contain_text("There is no device GTX-9.")
    order.get_by_role("switch", name="A SIM card in each").check()
    order.get_by_label("Scan a device").focus()
    page.keyboard.type("352099001761481\n")
    expect(order.get_by_label("Scan its SIM card")).to_be_focused()
    page.keyboard.type("8944500102198304826\n")
    expect(order.get_by_role("link", name="8944500102198304826")).to_be_visible()
    look()
    order.get_by_role("button", name="Take GTX-1 out").click()
    expect(order.get_by_role("link", name="GTX-1")).to_have_count(0)

    order.get_by_role("button", name="Put on hold").click()
    dialog.get_by_label("Why").fill("Waits for its money")
    dialog.get_by_role("button", name="Put on hold").click()
    order.get_by_role("button", name="Go on").click()
    order.get_by_role("button", name="Ship", exact=True).click()
    dialog.get_by_role("button", name="Ship", exact=True).click()
    expect(dialog.get_by_label("Tracking number")).to_have_attribute("aria-invalid", "true")
    dialog.get_by_label("Brought by").fill("DHL")
    dialog.get_by_label("Tracking number").fill("0034")
    look()
    dialog.get_by_role("button", name="Ship", exact=True).click()
    order.get_by_role("button", name="Delivered").click()
    expect(order.get_by_role("button")).to_have_count(0)

    page.goto(f"/o/invoices/{invoice['id']}")
    expect(page.get_by_role("region", name="Devices").get_by_role("link", name="GTX-2")).to_be_visible()
