"""The page on which an invoice is paid without an account."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.testclient import TestClient

from quintet.wiring import House
from tests.commerce.billing import billed, read, sent
from tests.commerce.test_charging import settle
from tests.commerce.test_company_cards import confirm
from tests.world import Person

Facts = Callable[..., list[str]]


@pytest.fixture
def invoice(member: Person) -> dict[str, Any]:
    return sent(member, member.made("/companies", name="Acme")["id"], notes="Thank you", reference="PO 1")


def secret_of(person: Person, invoice: dict[str, Any]) -> str:
    url = person.get(f"/invoices/{invoice['id']}/pay-link").json()["url"]
    assert url.startswith("http://testserver/pay#")
    return str(url.partition("#")[2])


def test_who_may_have_the_address(
    anonymous: TestClient, member: Person, stranger: Person, reader: Person, invoice: dict[str, Any]
) -> None:
    path = f"/invoices/{invoice['id']}/pay-link"
    assert anonymous.get(f"/api/v1{path}").status_code == 401
    assert (stranger.get(path).status_code, reader.get(path).status_code) == (404, 403)
    draft = billed(member, company_id=invoice["company_id"])
    assert member.get(f"/invoices/{draft['id']}/pay-link").json()["code"] == "draft"
    for secret in ("x" * 43, "short"):
        assert anonymous.get(f"/api/v1/public/invoices/{secret}").status_code == 404
        assert anonymous.post(f"/api/v1/public/invoices/{secret}/checkout").status_code == 404
        assert anonymous.post(f"/api/v1/public/invoices/{secret}/check").status_code == 404
        assert anonymous.get(f"/api/v1/public/invoices/{secret}/pdf").status_code == 404


def test_seen_paid_and_receipted(
    anonymous: TestClient, member: Person, house: House, invoice: dict[str, Any], facts_of: Facts
) -> None:
    page = f"/api/v1/public/invoices/{secret_of(member, invoice)}"
    answer = anonymous.get(page)
    assert answer.headers["cache-control"] == "no-store"
    shown = answer.json()
    assert (shown["seller"], shown["company"], shown["number"]) == ("Home Ltd", "Acme", invoice["number"])
    assert (shown["payable"], shown["balance_minor"], shown["notes"]) == (True, 25_000, "Thank you")
    assert [line["description"] for line in shown["lines"]] == ["Consulting"]
    assert not {"id", "public_token", "custom", "owner_id"} & set(shown)
    once = anonymous.post(f"{page}/checkout").json()["client_secret"]
    keeping = {"save_card": shown["may_save_card"]}
    with ThreadPoolExecutor(3) as pool:
        forms = list(pool.map(lambda _: anonymous.post(f"{page}/checkout", json=keeping).json(), range(3)))
    assert confirm(anonymous, once).json()["code"] == "payment_over", "another payment took its place"
    assert len({form["client_secret"] for form in forms}) == 1
    assert confirm(anonymous, forms[0]["client_secret"]).json()["status"] == "succeeded"
    with ThreadPoolExecutor(3) as pool:
        pages = list(pool.map(lambda _: anonymous.post(f"{page}/check").json(), range(3)))
    [[receipt], *_] = [each["payments"] for each in pages]
    assert (receipt["amount_minor"], receipt["method"], receipt["card_last4"]) == (25_000, "card", "4242")
    assert {(each["status"], each["payable"], len(each["payments"])) for each in pages} == {("paid", False, 1)}
    settle(house)
    assert read(member, invoice)["paid_minor"] == 25_000
    assert facts_of("company", invoice["company_id"]).count("company.card_setup_begun") == 1
    saved = member.listed(f"/companies/{invoice['company_id']}/cards")
    assert [(card["last4"], card["is_default"]) for card in saved] == [("4242", True)]
    assert anonymous.post(f"{page}/checkout").json()["code"] == "not_payable"
    pdf = anonymous.get(f"{page}/pdf", params={"download": True})
    assert (pdf.status_code, pdf.headers["content-type"], pdf.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert pdf.headers["content-disposition"].startswith(f'attachment; filename="{invoice["number"]}.pdf"')
    assert pdf.headers["cache-control"] == "no-store"
    assert facts_of("invoice", invoice["id"]).count("invoice.viewed") == 1


def test_signed_before_paid(anonymous: TestClient, manager: Person, owner: Person) -> None:
    text = {"type": "agreement", "name": "Rental", "content": "**{{ company.name }}** pays {{ invoice.total }}."}
    manager.made("/document-templates", **text, is_default=True)
    company = manager.made("/companies", name="Acme")["id"]
    invoice = sent(manager, company)
    page = f"/api/v1/public/invoices/{secret_of(manager, invoice)}"
    agreement = f"{page}/agreement"
    shown = anonymous.get(page).json()
    assert (shown["payable"], shown["agreement"]["text"]) == (True, "**Acme** pays €250.00.")
    assert (shown["agreement"]["signed"], shown["agreement"]) == (False, anonymous.get(agreement).json())
    for http in (anonymous, manager.http):
        refused = http.post(f"{page}/checkout")
        assert (refused.status_code, refused.json()["code"]) == (409, "not_signed")
    assert manager.get(f"/invoices/{invoice['id']}/card-payments").json()["data"] == []
    said = {"name": "Ann Ames", "fingerprint": shown["agreement"]["fingerprint"]}
    assert anonymous.post(agreement, json=said).status_code == 201
    assert confirm(anonymous, anonymous.post(f"{page}/checkout").json()["client_secret"]).status_code == 200
    paid = anonymous.post(f"{page}/check").json()
    assert (paid["status"], paid["agreement"]["signed_name"]) == ("paid", "Ann Ames")

    # Administrators may take the money of those who sign on paper.
    other = sent(manager, company)
    assert owner.post(f"/invoices/{other['id']}/card-form").status_code == 200


def test_views_are_told_once_a_minute_and_never_those_of_the_team(
    anonymous: TestClient,
    member: Person,
    stranger: Person,
    owner: Person,
    invoice: dict[str, Any],
    facts_of: Facts,
    at: Callable[[float], None],
) -> None:
    page = f"/api/v1/public/invoices/{secret_of(member, invoice)}"

    def told() -> int:
        return len([notice for notice in member.listed("/notifications") if notice["kind"] == "invoice_viewed"])

    for http in (member.http, owner.http):
        assert http.get(page).status_code == 200
    assert (facts_of("invoice", invoice["id"]).count("invoice.viewed"), told()) == (0, 0)
    with ThreadPoolExecutor(3) as pool:
        assert {answer.status_code for answer in pool.map(lambda _: anonymous.get(page), range(3))} == {200}
    assert stranger.http.get(page).status_code == 200
    forged = anonymous.get(page, headers={"Authorization": "Bearer nonsense"})
    assert forged.status_code == 200
    assert (facts_of("invoice", invoice["id"]).count("invoice.viewed"), told()) == (5, 1)
    at(61)
    anonymous.get(page)
    assert (facts_of("invoice", invoice["id"]).count("invoice.viewed"), told()) == (6, 2)
