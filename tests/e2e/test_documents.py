"""Settings of billing and of the texts of documents, and an agreement that was signed."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Look
from tests.e2e.entering import sign_up

pytestmark = pytest.mark.browser


def test_terms_texts_and_a_signature(page: Page, look: Look) -> None:
    sign_up(page, "documents@harbor.example")
    page.goto("/settings/billing")
    page.get_by_label("Prefix of numbers").fill("no spaces")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Prefix of numbers")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Prefix of numbers").fill("HAR")
    page.get_by_role("combobox", name="Language of documents").click()
    page.get_by_role("option", name="Deutsch").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The next invoice is HAR-")).to_be_visible()
    rates = page.get_by_role("region", name="Tax rates")
    rates.get_by_label("New tax rate", exact=True).fill("Usual")
    rates.get_by_label("Percent of New tax rate").fill("19")
    rates.get_by_role("button", name="Add").click()
    expect(rates.get_by_label("Percent of Usual")).to_have_value("19")
    usual = rates.get_by_role("switch", name="Take Usual where nothing is said")
    usual.click(force=True)
    expect(usual).to_be_checked()
    rates.get_by_label("Percent of Usual").fill("7,5")
    rates.get_by_label("Percent of Usual").press("Enter")
    expect(page.get_by_role("link", name="Tax rates")).to_have_count(0)
    look()

    page.get_by_role("link", name="Document texts").click()
    page.get_by_role("button", name="New text").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Rental")
    text = dialog.get_by_role("textbox", name="Text", exact=True)
    text.fill("Agreed by {{ compny.name }}")
    dialog.get_by_role("button", name="Create").click()
    expect(dialog.get_by_text("There is no variable compny.name.")).to_be_visible()
    text.fill("Agreed by ")
    dialog.get_by_text("Variables", exact=True).click()
    dialog.get_by_role("button", name="company.name").click()
    dialog.get_by_role("button", name="Preview").click()
    expect(dialog.get_by_role("region", name="Preview")).to_contain_text("Agreed by Acme")
    dialog.get_by_role("switch", name="Default of its kind").check(force=True)
    look()
    dialog.get_by_role("button", name="Create").click()
    expect(page.get_by_role("list", name="Document texts")).to_contain_text("Rental · Agreement")
    look()

    company = page.request.post("/api/v1/companies", data={"name": "Lighthouse Ltd"}).json()
    lines = [{"description": "Lamp", "unit_price_minor": 10_000}]
    invoice = page.request.post("/api/v1/invoices", data={"company_id": company["id"], "lines": lines}).json()
    assert (invoice["tax_minor"], invoice["number"][:4]) == (750, "HAR-")
    page.request.post(f"/api/v1/invoices/{invoice['id']}/mark-sent")
    signing_in = {"email": "documents@harbor.example", "password": "correct horse battery"}
    assert page.request.post("/gpsleaders/api/auth", data=signing_in).status == 200
    token = page.request.get(f"/gpsleaders/api/invoices/{invoice['id']}").json()["data"]["paymentToken"]
    signed = page.request.post(f"/api/v1/public/invoices/{token}/agreement", data={"name": "Ann Ames"})
    assert signed.status == 201
    page.goto(f"/o/invoices/{invoice['id']}")
    agreement = page.get_by_role("region", name="Agreement")
    agreement.get_by_text("Signed by Ann Ames").click()
    expect(agreement.get_by_text("Agreed by Lighthouse Ltd")).to_be_visible()
    expect(page.get_by_text("signed the agreement of this")).to_be_visible()
    look()
