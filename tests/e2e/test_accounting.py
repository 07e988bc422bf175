"""Settings: the books are connected, show what did not get there, take it when tried again, and are let go."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Look
from tests.e2e.entering import sign_up

pytestmark = pytest.mark.browser


def test_an_invoice_gets_into_the_books(page: Page, look: Look) -> None:
    sign_up(page, "books@harbor.example")
    page.goto("/settings/accounting?error=connection_refused")
    expect(page.get_by_text("The books were not connected")).to_be_visible()
    page.get_by_role("button", name="Connect QuickBooks").click()
    expect(page.get_by_text("Connected", exact=True)).to_be_visible()
    page.get_by_role("button", name="Import items as products").click()
    expect(page.get_by_text("Made 3, linked 0, left out 0")).to_be_visible()

    company = page.request.post("/api/v1/companies", data={"name": "Harbor rejected.example"}).json()
    lines = [{"description": "Mooring", "quantity": 1, "unit_price_minor": 9_900}]
    invoice = page.request.post("/api/v1/invoices", data={"company_id": company["id"], "lines": lines}).json()
    page.request.post(f"/api/v1/invoices/{invoice['id']}/mark-sent", data={})
    failures = page.get_by_role("region", name="What did not get there")
    retry = failures.get_by_role("button", name=f"Try again: Invoice: {invoice['number']}")
    expect(retry).to_be_visible(timeout=30_000)
    look()
    page.request.patch(f"/api/v1/companies/{company['id']}", data={"name": "Harbor"})
    retry.click()
    expect(failures.get_by_text("Everything got there.")).to_be_visible(timeout=30_000)

    page.goto(f"/o/invoices/{invoice['id']}")
    books = page.get_by_role("region", name="QuickBooks (sandbox)")
    expect(books.get_by_text("In the books")).to_have_count(2)
    look()
    href = books.get_by_role("link", name="PDF").get_attribute("href")
    assert page.request.get(str(href)).body().startswith(b"%PDF-")
    page.goto("/settings/accounting")
    expect(page.get_by_text("1 of 1").first).to_be_visible()
    page.get_by_role("button", name="Disconnect").click()
    page.get_by_role("dialog").get_by_role("button", name="Disconnect").click()
    expect(page.get_by_role("button", name="Connect QuickBooks")).to_be_visible()
