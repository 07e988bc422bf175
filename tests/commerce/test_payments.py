"""Payments that people write down: each operation, and the rules that are theirs alone."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from quintet.kit import time
from quintet.kit.ids import new_id
from quintet.wiring import House
from tests.commerce.billing import LINES, billed, read, sent
from tests.identity.mailbox import Mailbox
from tests.world import Person

Facts = Callable[..., list[str]]


@pytest.fixture
def invoice(member: Person) -> dict[str, Any]:
    return sent(member, member.made("/companies", name="Acme")["id"])


def pay(person: Person, invoice: dict[str, Any], amount: int = 10_000, **values: Any) -> dict[str, Any]:
    return person.made("/payments", invoice_id=invoice["id"], amount_minor=amount, **{"method": "check", **values})


class TestRecord:
    def test_who_may(self, anonymous: TestClient, reader: Person, colleague: Person, invoice: dict[str, Any]) -> None:
        body = {"invoice_id": invoice["id"], "amount_minor": 1, "method": "cash"}
        assert anonymous.post("/api/v1/payments", json=body).status_code == 401
        assert reader.post("/payments", body).status_code == 403
        refused = colleague.post("/payments", body)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "invoice_id")

    def test_valid(self, member: Person, invoice: dict[str, Any], facts_of: Facts, stranger: Person) -> None:
        day = (time.now().date() - timedelta(days=3)).isoformat()
        payment = pay(member, invoice, reference="No. 17", note="By post", paid_on=day)
        assert (payment["invoice_number"], payment["company_id"]) == (invoice["number"], invoice["company_id"])
        assert (payment["kind"], payment["method"], payment["paid_on"]) == ("payment", "check", day)
        assert (payment["applied_minor"], payment["refunded_minor"], payment["currency"]) == (10_000, 0, "EUR")
        after = read(member, invoice)
        assert (after["status"], after["paid_minor"], after["balance_minor"]) == ("partial", 10_000, 15_000)
        told = ["payment.recorded", "invoice.payment_applied"]
        assert facts_of("invoice", invoice["id"])[-2:] == told
        assert facts_of("company", invoice["company_id"])[-2:] == told
        assert facts_of("payment", payment["id"]) == told[:1]
        other = sent(member, invoice["company_id"])
        last = pay(member, invoice, 15_000, method="bank_transfer")
        pay(member, other, 1)
        assert read(member, invoice)["status"] == "paid"
        assert facts_of("invoice", invoice["id"])[-1] == "invoice.paid"
        of_invoice = member.listed("/payments", invoice_id=invoice["id"], sort="-created_at")
        assert [row["id"] for row in of_invoice] == [last["id"], payment["id"]]
        assert [row["id"] for row in member.listed("/payments", q="No. 17")] == [payment["id"]]
        assert stranger.get(f"/payments/{payment['id']}").status_code == 404

    def test_invalid(self, member: Person, invoice: dict[str, Any]) -> None:
        later = (time.now().date() + timedelta(days=3)).isoformat()
        for values, field in (
            ({"amount_minor": 25_001}, "amount_minor"),
            ({"amount_minor": 0}, "amount_minor"),
            ({"method": "barter"}, "method"),
            ({"invoice_id": new_id()}, "invoice_id"),
            ({"paid_on": later}, "paid_on"),
            ({"currency": "USD"}, "currency"),
        ):
            body = {"invoice_id": invoice["id"], "amount_minor": 1, "method": "cash", **values}
            refused = member.post("/payments", body)
            assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, field)
        draft = billed(member, company_id=invoice["company_id"])
        refused = member.post("/payments", {"invoice_id": draft["id"], "amount_minor": 1, "method": "cash"})
        assert (refused.status_code, refused.json()["code"]) == (409, "not_payable")
        assert read(member, invoice)["paid_minor"] == 0
        assert member.listed("/payments") == []

    def test_once_however_often_and_by_how_many_it_is_asked(self, member: Person, invoice: dict[str, Any]) -> None:
        body = {"invoice_id": invoice["id"], "amount_minor": 10_000, "method": "cash"}
        with ThreadPoolExecutor(4) as pool:
            keyed = list(pool.map(lambda _: member.post("/payments", body, **{"Idempotency-Key": "k1"}), range(4)))
        assert {answer.status_code for answer in keyed} == {201}
        assert len({answer.json()["id"] for answer in keyed}) == 1
        with ThreadPoolExecutor(4) as pool:
            others = list(pool.map(lambda _: member.post("/payments", body).status_code, range(4)))
        assert sorted(others) == [201, 422, 422, 422]
        after = read(member, invoice)
        assert (after["paid_minor"], after["balance_minor"]) == (20_000, 5_000)
        assert sum(row["applied_minor"] for row in member.listed("/payments")) == 20_000


class TestChange:
    def test_what_was_written_beside_it(
        self, member: Person, colleague: Person, reader: Person, invoice: dict[str, Any]
    ) -> None:
        path = f"/payments/{pay(member, invoice)['id']}"
        assert colleague.patch(path, {"note": "x"}).status_code == 404
        assert reader.patch(path, {"note": "x"}).status_code == 403
        shown = member.patch(path, {"note": "Bounced once", "reference": "18"}).json()
        assert (shown["note"], shown["reference"]) == ("Bounced once", "18")
        for name, value in (("amount_minor", 1), ("paid_on", None), ("invoice_id", invoice["id"])):
            refused = member.patch(path, {name: value})
            assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, name)


class TestRefund:
    def test_who_may(self, anonymous: TestClient, member: Person, stranger: Person, invoice: dict[str, Any]) -> None:
        path = f"/payments/{pay(member, invoice)['id']}/refund"
        assert anonymous.post(f"/api/v1{path}", json={}).status_code == 401
        assert member.post(path).status_code == 403
        assert stranger.post(path).status_code == 404

    def test_an_entry_of_its_own(
        self, member: Person, manager: Person, invoice: dict[str, Any], facts_of: Facts
    ) -> None:
        payment = pay(member, invoice, 25_000)
        path = f"/payments/{payment['id']}"
        entry = manager.made(f"{path}/refund", amount_minor=5_000, reason="Too late")
        assert (entry["kind"], entry["amount_minor"], entry["note"]) == ("refund", -5_000, "Too late")
        assert (entry["refund_of_id"], entry["applied_minor"], entry["method"]) == (payment["id"], 0, "check")
        after = read(member, invoice)
        assert (after["status"], after["paid_minor"], after["paid_at"]) == ("partial", 20_000, None)
        refused = manager.post(f"{path}/refund", {"amount_minor": 20_001})
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "too_much")
        assert manager.post(f"/payments/{entry['id']}/refund").status_code == 422
        assert manager.made(f"{path}/refund")["amount_minor"] == -20_000
        assert manager.post(f"{path}/refund").status_code == 422
        assert facts_of("payment", payment["id"])[1:] == ["payment.refunded", "payment.refunded"]
        after = read(member, invoice)
        assert (after["status"], after["paid_minor"], after["balance_minor"]) == ("sent", 0, 25_000)
        assert sum(row["amount_minor"] for row in member.listed("/payments", invoice_id=invoice["id"])) == 0

    def test_no_more_than_came_though_two_ask_at_once(
        self, member: Person, manager: Person, invoice: dict[str, Any]
    ) -> None:
        payment = pay(member, invoice, 25_000)
        with ThreadPoolExecutor(4) as pool:
            path, body = f"/payments/{payment['id']}/refund", {"amount_minor": 15_000}
            answers = list(pool.map(lambda _: manager.post(path, body).status_code, range(4)))
        assert sorted(answers) == [201, 422, 422, 422]
        assert read(member, invoice)["paid_minor"] == 10_000


class TestPaidInFull:
    def test_what_follows_once(self, member: Person, admin: Person, house: House, facts_of: Facts) -> None:
        admin.put("/team-chat", {"channel": "#money"})
        company = member.made("/companies", name="Acme")
        contact = member.made("/contacts", first_name="Ann", email="ann@acme.example")
        deal = member.made("/deals", title="Big", company_id=company["id"])
        lead = member.made("/leads", first_name="Ann", company_id=company["id"])
        about = {"contact_id": contact["id"], "deal_id": deal["id"], "lead_id": lead["id"]}
        invoice = sent(member, company["id"], **about)
        pay(admin, invoice, 10_000)
        house.deliverer.drain_all()
        assert member.get(f"/companies/{company['id']}").json()["status"] == "lead"
        with ThreadPoolExecutor(3) as pool:
            body = {"invoice_id": invoice["id"], "amount_minor": 15_000, "method": "card"}
            list(pool.map(lambda _: admin.post("/payments", body), range(3)))
        mailbox = Mailbox(house)
        for _ in range(3):
            messages = mailbox.messages()
        assert member.get(f"/companies/{company['id']}").json()["status"] == "customer"
        assert member.get(f"/deals/{deal['id']}").json()["status"] == "won"
        assert member.get(f"/leads/{lead['id']}").json()["status"] == "won"
        assert facts_of("deal", deal["id"]).count("deal.won") == 1
        told = [notice for notice in member.listed("/notifications") if notice["kind"] == "invoice_paid"]
        assert [(each["title"], each["subject_id"]) for each in told] == [
            (f"{invoice['number']} is paid", invoice["id"])
        ]
        [receipt] = [message for message in messages if message.recipient == "ann@acme.example"]
        assert (receipt.subject, "/pay#" in receipt.text) == (f"Receipt for invoice {invoice['number']}", True)
        [attachment] = receipt.attachments
        assert (attachment["name"], attachment["content_type"]) == (f"{invoice['number']}.pdf", "application/pdf")
        assert attachment["size"] > 1_000
        assert [m.subject for m in messages if m.channel == "chat" and m.subject.startswith("Invoice paid")] != []
        # Nobody who paid nothing gets a receipt; a partner stays one, and what was converted stays so.
        partner = member.made("/companies", name="Partner", status="partner")
        free = member.made(
            "/invoices", company_id=partner["id"], contact_id=contact["id"], lines=LINES, discount_minor=25_000
        )
        member.post(f"/invoices/{free['id']}/mark-sent")
        assert len([m for m in mailbox.messages() if m.recipient == "ann@acme.example"]) == 1
        assert member.get(f"/companies/{partner['id']}").json()["status"] == "partner"


class TestDelete:
    def test_a_mistake_goes_to_the_bin_and_comes_back(
        self, member: Person, manager: Person, invoice: dict[str, Any]
    ) -> None:
        payment = pay(member, invoice, 25_000)
        path = f"/payments/{payment['id']}"
        assert member.delete(path).status_code == 403
        assert manager.delete(path).status_code == 204
        assert (read(member, invoice)["status"], member.listed("/payments")) == ("sent", [])
        assert manager.post(f"{path}/restore").json()["applied_minor"] == 25_000
        assert read(member, invoice)["status"] == "paid"
        manager.delete(path)
        again = pay(member, invoice, 1)
        assert manager.post(f"{path}/restore").status_code == 422
        manager.made(f"/payments/{again['id']}/refund")
        refused = manager.delete(f"/payments/{again['id']}")
        assert (refused.status_code, refused.json()["code"]) == (409, "has_refunds")
