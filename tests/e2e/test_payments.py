"""Being paid: a payment is written down, the rest comes by the pay page, and some of it goes back."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Look
from tests.e2e.entering import sign_up

pytestmark = pytest.mark.browser
THOUSAND = re.compile(r"Pay .*1,000\.00")


def test_an_invoice_is_paid_in_three_ways(page: Page, look: Look) -> None:
    sign_up(page, "payments@harbor.example")
    company = page.request.post("/api/v1/companies", data={"name": "Harbor Boats"}).json()["id"]
    lines = [{"description": "Mooring for a year", "quantity": 2, "unit_price_minor": 60_000}]
    bill = {"company_id": company, "lines": lines, "notes": "Thank you for mooring with us."}
    invoice = page.request.post("/api/v1/invoices", data=bill).json()["id"]
    page.request.post(f"/api/v1/invoices/{invoice}/mark-sent", data={})
    page.goto(f"/o/invoices/{invoice}")
    payments = page.get_by_role("region", name="Payments")
    expect(payments.get_by_text("None yet")).to_be_visible()
    dialog = page.get_by_role("dialog")
    payments.get_by_role("button", name="Record payment").click()
    expect(dialog.get_by_label("Amount")).to_have_value("1,200")
    dialog.get_by_label("Amount").fill("1500")
    dialog.get_by_role("button", name="Record payment").click()
    expect(dialog.get_by_text("more than is open")).to_be_visible()
    dialog.get_by_label("Amount").fill("200")
    dialog.get_by_label("Reference").fill("Transfer 17")
    look()
    dialog.get_by_role("button", name="Record payment").click()
    expect(payments.get_by_text("Transfer 17")).to_be_visible()

    # Markdown, and HTML that somebody hid in it: that stands as it was typed.
    text = (
        "## Mooring\n\nPaid by **{{ company.name }}**:\n\n3. in full\n4. <img src=x onerror=\"document.title='bad'\">"
    )
    template = page.request.post(
        "/api/v1/document-templates", data={"type": "agreement", "name": "Mooring", "content": text}
    ).json()
    agreement = {"agreement_template_id": template["id"]}
    assert page.request.patch(f"/api/v1/invoices/{invoice}", data=agreement).status == 200
    address = page.request.get(f"/api/v1/invoices/{invoice}/pay-link").json()["url"]
    sizes: list[int] = []
    page.on("response", lambda answer: sizes.append(int(answer.headers.get("content-length", 0))))
    page.goto(f"/pay#{address.partition('#')[2]}")
    agreed = page.get_by_role("region", name="Agreement")
    expect(agreed.get_by_role("heading", name="Mooring")).to_be_visible()
    assert sum(sizes) < 100_000
    expect(agreed.locator("strong")).to_have_text("Harbor Boats")
    expect(agreed.locator('li[value="4"]')).to_contain_text("<img src=x onerror=")
    assert agreed.locator("img").count() == 0
    expect(page.get_by_text("Sign the agreement, and you can pay")).to_be_visible()
    expect(page.get_by_role("button", name=THOUSAND)).to_have_count(0)
    agreed.get_by_label("Your full name").fill("Al")
    agreed.get_by_role("button", name="Sign").click()
    expect(agreed.get_by_role("alert")).to_have_text("Write at least three letters.")
    look()
    agreed.get_by_label("Your full name").fill("Ann Ames")
    agreed.get_by_role("button", name="Sign").click()
    expect(agreed.get_by_role("status")).to_contain_text("Signed by Ann Ames on")
    page.get_by_label("Save this card").check()
    look()
    page.get_by_role("button", name=THOUSAND).click()
    page.get_by_role("button", name="4000 0000 0000 0002").click()
    page.get_by_role("button", name=THOUSAND).click()
    expect(page.get_by_role("alert")).to_contain_text("declined")
    look()
    page.get_by_role("button", name="4000 0000 0000 0259").click()
    page.get_by_role("button", name=THOUSAND).click()
    expect(page.get_by_role("heading", name="This invoice is paid")).to_be_visible()
    expect(payments.get_by_text("Visa ending in 0259")).to_be_visible()
    [kept] = page.request.get(f"/api/v1/companies/{company}/cards").json()["data"]
    assert kept["last4"] == "0259"
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as PDF").click()
    assert download.value.suggested_filename.endswith(".pdf")
    look()
    page.goto("/pay")
    expect(page.get_by_role("heading", name="This invoice does not exist")).to_be_visible()

    page.goto(f"/o/invoices/{invoice}")
    expect(payments.get_by_text("Visa ending in 0259")).to_be_visible()
    look()
    payments.get_by_role("button", name=re.compile(r"Give back .*1,000\.00")).click()
    dialog.get_by_label("Amount").fill("400")
    dialog.get_by_label("Why").fill("Half a year only")
    dialog.get_by_role("button", name="Give back", exact=True).click()
    expect(payments.get_by_text("Half a year only")).to_be_visible()
    expect(payments.get_by_text(re.compile(r"-.*400\.00"))).to_be_visible()
    expect(page.get_by_role("region", name="Lines").get_by_role("row", name="Open")).to_contain_text("400.00")

    card = page.request.post(f"/api/v1/companies/{company}/cards", data={}).json()["client_secret"]
    saved = {"client_secret": card, "number": "5555555555554444", "exp_month": 12, "exp_year": 2040}
    page.request.post("/api/v1/sandbox/cards/confirm", data=saved)
    payments.get_by_role("button", name="Charge saved card").click()
    expect(dialog.get_by_label("Visa ending in 0259")).to_be_checked()
    dialog.get_by_label("Mastercard ending in 4444").check()
    # A part first: more than is open is refused, and the rest is offered next.
    dialog.get_by_label("Amount").fill("400.01")
    dialog.get_by_role("button", name=re.compile(r"Charge .*400\.01")).click()
    expect(dialog.get_by_text("is open of this invoice")).to_be_visible()
    look()
    dialog.get_by_label("Amount").fill("150")
    dialog.get_by_label("Amount").press("Enter")
    expect(page.get_by_role("region", name="Lines").get_by_role("row", name="Open")).to_contain_text("250.00")
    payments.get_by_role("button", name="Charge saved card").click()
    dialog.get_by_label("Mastercard ending in 4444").check()
    dialog.get_by_role("button", name=re.compile(r"Charge .*250\.00")).click()
    expect(payments.get_by_text("Mastercard ending in 4444")).to_have_count(2)
    expect(payments.get_by_role("button", name="Record payment")).to_have_count(0)
