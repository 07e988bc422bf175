"""Billing: a product is made, an invoice drawn up with it, changed, duplicated and made void."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Look
from tests.e2e.entering import sign_up

pytestmark = pytest.mark.browser


def test_from_a_product_to_an_invoice(page: Page, look: Look) -> None:
    sign_up(page, "billing@harbor.example")
    company = page.request.post("/api/v1/companies", data={"name": "Lighthouse Ltd"}).json()
    rate = {"name": "Usual", "percent": 10, "is_default": True}
    assert page.request.post("/api/v1/tax-rates", data=rate).status == 201
    product = {"name": "Harbor lamp", "price_minor": 12_550, "unit": "piece"}
    assert page.request.post("/api/v1/products", data=product).status == 201

    page.goto("/o/invoices")
    page.get_by_role("button", name="New invoice").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox", name="Company").fill("Light")
    page.get_by_role("option", name="Lighthouse Ltd").click()
    dialog.get_by_role("button", name="Create").click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    dialog.get_by_role("combobox", name="Product of line 1").fill("lamp")
    page.get_by_role("option", name="Harbor lamp").click()
    expect(dialog.get_by_label("Price of line 1")).to_have_value("125.5")
    dialog.get_by_label("Quantity of line 1").fill("2")
    dialog.get_by_role("button", name="Add a line").click()
    dialog.get_by_label("Description of line 2").fill("Mounting")
    dialog.get_by_label("Price of line 2").fill("80")
    look()
    dialog.get_by_role("button", name="Create").click()

    lines = page.get_by_role("region", name="Lines")
    expect(lines.get_by_text("Harbor lamp")).to_be_visible()
    expect(lines.get_by_role("row", name="Total", exact=False).last).to_contain_text("364.10")
    look()
    lines.get_by_role("button", name="Edit lines").click()
    lines.get_by_role("button", name="Remove line 2").click()
    lines.get_by_label("Quantity of line 1").fill("3")
    lines.get_by_role("button", name="Save").click()
    expect(lines.get_by_role("row", name="Total", exact=False).last).to_contain_text("414.15")

    pdf = page.request.get(str(lines.get_by_role("link", name="Show as PDF").get_attribute("href")))
    assert (pdf.status, pdf.headers["content-type"]) == (200, "application/pdf")
    lines.get_by_role("button", name="Send", exact=True).click()
    expect(dialog.get_by_label("Subject")).to_have_value(re.compile("^Invoice INV-"))
    dialog.get_by_label("To").fill("keeper@lighthouse.example")
    look()
    dialog.get_by_role("button", name="Send").click()
    expect(page.get_by_role("region", name="Mails")).to_contain_text("keeper@lighthouse.example · sent")
    expect(lines.get_by_role("button", name="Mark as sent")).to_have_count(0)
    look()
    first = page.get_by_role("heading", level=1).inner_text()
    lines.get_by_role("button", name="Duplicate").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text(first)
    lines.get_by_role("button", name="Make void").click()
    dialog.get_by_label("Why").fill("Sent twice")
    dialog.get_by_role("button", name="Make void").click()
    expect(lines.get_by_role("button", name="Edit lines")).to_have_count(0)
    stats = page.request.get("/api/v1/invoice-stats").json()
    assert (stats["by_status"]["sent"], stats["by_status"]["void"]) == (1, 1)

    page.goto(f"/o/companies/{company['id']}")
    expect(page.get_by_role("link", name=first).first).to_be_visible()
    billing = page.get_by_role("region", name="Billing")
    expect(billing).to_contain_text("To be paid: 1")
    expect(billing).to_contain_text("414.15")
    sent = page.request.get(f"/api/v1/companies/{company['id']}/billing").json()["open_invoices"][0]
    paid = {"invoice_id": sent["id"], "amount_minor": 14_15, "method": "cash"}
    assert page.request.post("/api/v1/payments", data=paid).status == 201
    page.reload()
    expect(billing).to_contain_text("400.00")
    expect(billing).to_contain_text("Latest payments")
    look()
    billing.get_by_role("link", name=first).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(first)
