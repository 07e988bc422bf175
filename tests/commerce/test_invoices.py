"""Invoices: each operation, and the rules that are theirs alone."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from quintet.commerce.invoices.models import Invoice
from quintet.commerce.invoices.service import apply_payment, invoice_by_token
from quintet.foundation.db import Database, all_workspaces, bind_workspace
from quintet.foundation.db.raw import count_queries
from quintet.foundation.events.models import EventRow
from quintet.kit import time
from quintet.kit.errors import Conflict, Invalid, NotFound
from quintet.kit.ids import new_id
from quintet.wiring import House
from tests.identity.mailbox import Mailbox, events
from tests.world import Person

Facts = Callable[..., list[str]]
LINES = [{"description": "Consulting", "quantity": 2.5, "unit_price_minor": 10_000}]


@pytest.fixture
def company(member: Person) -> dict[str, Any]:
    return member.made("/companies", name="Acme")


def billed(person: Person, **values: Any) -> dict[str, Any]:
    return person.made("/invoices", **{"lines": LINES, **values})


def paid(db: Database, person: Person, invoice: dict[str, Any], amount: int) -> dict[str, Any]:
    """The invoice after money came for it."""

    def work(session: Session) -> None:
        bind_workspace(session, person.workspace_id)
        apply_payment(session, person.actor, invoice["id"], amount)

    db.write_sync(work)
    found: dict[str, Any] = person.get(f"/invoices/{invoice['id']}").json()
    return found


def opened(db: Database, person: Person, invoice: dict[str, Any]) -> None:
    """Have an invoice wait for money."""

    def work(session: Session) -> None:
        bind_workspace(session, person.workspace_id)
        session.get_one(Invoice, invoice["id"]).status = "sent"

    db.write_sync(work)


def secret_of(db: Database, person: Person, invoice: dict[str, Any]) -> str:
    """What opens the page on which an invoice is paid."""

    def work(session: Session) -> str:
        bind_workspace(session, person.workspace_id)
        return session.get_one(Invoice, invoice["id"]).public_token

    return db.read_sync(work)


class TestCreate:
    def test_anonymous(self, anonymous: TestClient, company: dict[str, Any]) -> None:
        body = {"company_id": company["id"], "lines": LINES}
        assert anonymous.post("/api/v1/invoices", json=body).status_code == 401

    def test_forbidden(self, reader: Person, company: dict[str, Any]) -> None:
        assert reader.post("/invoices", {"company_id": company["id"], "lines": LINES}).status_code == 403

    def test_valid(self, member: Person, company: dict[str, Any], facts_of: Facts, stranger: Person) -> None:
        invoice = billed(member, company_id=company["id"], shipping_minor=500, discount_minor=1_000)
        assert invoice["number"] == f"INV-{time.now().year}-0001"
        assert (invoice["status"], invoice["currency"], invoice["owner_id"]) == ("draft", "EUR", member.user_id)
        assert (invoice["subtotal_minor"], invoice["tax_minor"], invoice["total_minor"]) == (25_000, 0, 24_500)
        assert (invoice["paid_minor"], invoice["balance_minor"]) == (0, 24_500)
        assert date.fromisoformat(invoice["due_on"]) - date.fromisoformat(invoice["issued_on"]) == timedelta(days=30)
        assert [line["total_minor"] for line in invoice["lines"]] == [25_000]
        assert "public_token" not in invoice
        assert facts_of("invoice", invoice["id"]) == ["invoice.created"]
        assert "invoice.created" in facts_of("company", company["id"])
        assert [row["id"] for row in member.listed("/invoices", q=invoice["number"])] == [invoice["id"]]
        assert stranger.get(f"/invoices/{invoice['id']}").status_code == 404

    def test_who_pays_is_told_by_deal_lead_and_contact(self, member: Person, company: dict[str, Any]) -> None:
        contact = member.made("/contacts", first_name="Ann", company_id=company["id"])
        assert billed(member, contact_id=contact["id"])["company_id"] == company["id"]
        deal = member.made("/deals", title="Big", contact_id=contact["id"], company_id=company["id"], currency="GBP")
        invoice = billed(member, deal_id=deal["id"])
        assert (invoice["company_id"], invoice["contact_id"]) == (company["id"], contact["id"])
        assert invoice["currency"] == "GBP"
        lead = member.made("/leads", first_name="Ann", company_id=company["id"])
        assert billed(member, lead_id=lead["id"])["company_id"] == company["id"]
        alone = member.made("/deals", title="Nobody's")
        refused = member.post("/invoices", {"deal_id": alone["id"], "lines": LINES})
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "company_id")

    def test_tax_only_for_companies_that_are_taxable(self, manager: Person) -> None:
        usual = manager.made("/tax-rates", name="Usual", percent=19, is_default=True)
        less = manager.made("/tax-rates", name="Less", percent=7)
        taxed = manager.made("/companies", name="Taxed")
        free = manager.made("/companies", name="Free", taxable=False)
        invoice = billed(manager, company_id=taxed["id"])
        assert (invoice["tax_rate_id"], invoice["tax_minor"], invoice["total_minor"]) == (usual["id"], 4_750, 29_750)
        assert billed(manager, company_id=taxed["id"], tax_rate_id=less["id"])["tax_minor"] == 1_750
        invoice = billed(manager, company_id=free["id"], tax_rate_id=less["id"])
        assert (invoice["tax_rate_id"], invoice["tax_percent"], invoice["tax_minor"]) == (None, 0, 0)
        mixed = [*LINES, {"description": "Stamps", "unit_price_minor": 1_000, "taxable": False}]
        assert billed(manager, company_id=taxed["id"], lines=mixed)["tax_minor"] == 4_750

    def test_products_say_what_lines_do_not(self, manager: Person, member: Person, company: dict[str, Any]) -> None:
        product = manager.made("/products", name="GTX Pro", price_minor=4_800, unit="piece", taxable=False)
        dollars = manager.made("/products", name="Abroad", price_minor=5, currency="USD")
        line = {"product_id": product["id"], "quantity": 3}
        [shown] = billed(member, company_id=company["id"], lines=[line])["lines"]
        assert (shown["description"], shown["code"], shown["unit"]) == ("GTX Pro", "GTX-PRO", "piece")
        assert (shown["unit_price_minor"], shown["taxable"], shown["total_minor"]) == (4_800, False, 14_400)
        own = {**line, "description": "Special", "unit_price_minor": 1, "taxable": True, "code": "S"}
        [shown] = billed(member, company_id=company["id"], lines=[own])["lines"]
        assert (shown["description"], shown["code"], shown["total_minor"]) == ("Special", "S", 3)
        body = {"company_id": company["id"], "lines": [line, {"product_id": dollars["id"]}]}
        refused = member.post("/invoices", body)
        assert refused.json()["errors"][0] | {"message": ""} == {
            "field": "lines.1.unit_price_minor", "code": "other_currency", "message": "",
        }  # fmt: skip
        manager.patch(f"/products/{product['id']}", {"name": "Renamed", "price_minor": 1})
        assert member.listed("/invoices", sort="created_at")[0]["lines"][0]["description"] == "GTX Pro"

    def test_when_it_is_due(self, admin: Person, company: dict[str, Any]) -> None:
        assert admin.patch("/billing-settings", {"due_days": 10}).status_code == 200
        day = {"company_id": company["id"], "issued_on": "2026-01-31"}
        assert billed(admin, **day)["due_on"] == "2026-02-10"
        term = admin.made("/payment-terms", name="Month", days=28)
        assert billed(admin, **day, payment_term_id=term["id"])["due_on"] == "2026-02-28"
        admin.patch(f"/payment-terms/{term['id']}", {"is_default": True})
        invoice = billed(admin, **day)
        assert (invoice["due_on"], invoice["payment_term_id"]) == ("2026-02-28", term["id"])
        assert billed(admin, **day, due_on="2026-02-01")["due_on"] == "2026-02-01"
        refused = admin.post("/invoices", {**day, "due_on": "2026-01-30", "lines": LINES})
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "due_on")

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"lines": []}, "lines"),
            ({}, "lines"),
            ({"lines": [{"description": "x"}]}, "lines.0"),
            ({"lines": [{"unit_price_minor": 5}]}, "lines.0"),
            ({"lines": [{"description": "x", "unit_price_minor": 5, "quantity": 0}]}, "lines.0.quantity"),
            ({"lines": [{"description": "x", "unit_price_minor": 5, "quantity": 0.00001}]}, "lines.0.quantity"),
            ({"lines": [{"description": "x", "unit_price_minor": 0.5}]}, "lines.0.unit_price_minor"),
            ({"lines": [{"description": "x", "unit_price_minor": -5}]}, "lines"),
            ({"lines": LINES, "discount_minor": 25_001}, "discount_minor"),
            ({"lines": [{"description": "x", "unit_price_minor": 10**13, "quantity": 10**6}]}, "lines"),
            ({"lines": [{"product_id": new_id()}]}, "lines.0.product_id"),
            ({"lines": LINES, "tax_rate_id": new_id()}, "tax_rate_id"),
            ({"lines": LINES, "payment_term_id": new_id()}, "payment_term_id"),
            ({"lines": LINES, "deal_id": new_id()}, "deal_id"),
            ({"lines": LINES, "currency": "XXZ"}, "currency"),
            ({"lines": LINES, "number": "INV-1"}, "number"),
        ],
    )
    def test_bad_input_changes_nothing(
        self, member: Person, company: dict[str, Any], body: dict[str, Any], field: str
    ) -> None:
        answer = member.post("/invoices", {"company_id": company["id"], **body})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
        assert member.listed("/invoices") == []
        assert billed(member, company_id=company["id"])["number"].endswith("-0001")


class TestNumbers:
    def test_without_gaps_or_repeats_when_many_are_made_at_once(self, owner: Person) -> None:
        company = owner.made("/companies", name="Acme")
        bodies = [{"company_id": company["id"], "lines": LINES, "issued_on": "2026-05-05"} for _ in range(24)]
        # Every third fails after its number was given.
        for body in bodies[::3]:
            body["custom"] = {"nonsense": 1}
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda body: owner.post("/invoices", body), bodies))
        assert sorted(answer.status_code for answer in answers) == [201] * 16 + [422] * 8
        numbers = sorted(row["number"] for row in owner.listed("/invoices", limit=200))
        assert numbers == [f"INV-2026-{place:04d}" for place in range(1, 17)]

    def test_a_series_for_each_year_and_prefix(self, admin: Person, stranger: Person) -> None:
        company = admin.made("/companies", name="Acme")

        def number(day: str) -> str:
            return str(billed(admin, company_id=company["id"], issued_on=day)["number"])

        assert [number("2025-12-31"), number("2026-01-01"), number("2025-12-31")] == [
            "INV-2025-0001", "INV-2026-0001", "INV-2025-0002",
        ]  # fmt: skip
        settings = admin.patch("/billing-settings", {"invoice_prefix": "ACME"}).json()
        assert settings["next_number"] == f"ACME-{time.now().year}-0001"
        assert number("2026-01-01") == "ACME-2026-0001"
        theirs = stranger.made("/companies", name="Theirs")
        assert billed(stranger, company_id=theirs["id"], issued_on="2026-01-01")["number"] == "INV-2026-0001"

    def test_a_deleted_invoice_keeps_its_number(self, member: Person, company: dict[str, Any]) -> None:
        first = billed(member, company_id=company["id"])
        assert member.delete(f"/invoices/{first['id']}").status_code == 204
        assert billed(member, company_id=company["id"])["number"].endswith("-0002")
        assert member.post(f"/invoices/{first['id']}/restore").json()["number"] == first["number"]


class TestSettings:
    def test_who_may(self, anonymous: TestClient, member: Person, manager: Person, admin: Person) -> None:
        assert anonymous.get("/api/v1/billing-settings").status_code == 401
        assert member.get("/billing-settings").json()["invoice_prefix"] == "INV"
        assert manager.patch("/billing-settings", {"due_days": 3}).status_code == 403
        assert admin.patch("/billing-settings", {"due_days": 3}).json()["due_days"] == 3

    def test_what_every_invoice_says(self, admin: Person) -> None:
        admin.patch("/billing-settings", {"invoice_notes": "Thank you.", "invoice_terms": "No returns."})
        company = admin.made("/companies", name="Acme")
        invoice = billed(admin, company_id=company["id"])
        assert (invoice["notes"], invoice["terms"]) == ("Thank you.", "No returns.")
        invoice = billed(admin, company_id=company["id"], notes="Hello.", terms=None)
        assert (invoice["notes"], invoice["terms"]) == ("Hello.", None)

    @pytest.mark.parametrize("prefix", ["", " ", "A B", "-A", "x" * 20, "Ü"])
    def test_bad_prefixes(self, admin: Person, prefix: str) -> None:
        answer = admin.patch("/billing-settings", {"invoice_prefix": prefix})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "invoice_prefix")


class TestRead:
    def test_a_page_is_two_statements_however_many_lines(self, owner: Person, house: House) -> None:
        company = owner.made("/companies", name="Acme")
        for _ in range(5):
            billed(owner, company_id=company["id"], lines=LINES * 20)
        with count_queries(house.db.engine) as seen:
            rows = owner.listed("/invoices", limit=50)
        assert [len(row["lines"]) for row in rows] == [20] * 5
        assert len(seen) <= 3

    def test_members_see_their_own_and_those_of_their_companies(
        self, owner: Person, member: Person, colleague: Person, company: dict[str, Any]
    ) -> None:
        theirs = owner.made("/companies", name="Elsewhere")
        billed(owner, company_id=theirs["id"])
        shared = billed(owner, company_id=company["id"])
        own = billed(member, company_id=company["id"])
        assert {row["id"] for row in member.listed("/invoices")} == {shared["id"], own["id"]}
        assert colleague.listed("/invoices") == []
        assert colleague.get(f"/invoices/{own['id']}").status_code == 404
        assert len(owner.listed("/invoices")) == 3

    def test_by_its_secret(self, member: Person, company: dict[str, Any], db: Database) -> None:
        invoice = billed(member, company_id=company["id"])
        secret = secret_of(db, member, invoice)
        assert len(secret) == 43
        assert secret_of(db, member, billed(member, company_id=company["id"])) != secret

        def look(token: str) -> Callable[[Session], str]:
            def work(session: Session) -> str:
                with all_workspaces(session):
                    return invoice_by_token(session, token).number

            return work

        for token in (secret, "", "x" * 43):
            with pytest.raises(NotFound):
                db.read_sync(look(token))
        opened(db, member, invoice)
        assert db.read_sync(look(secret)) == invoice["number"]
        member.delete(f"/invoices/{invoice['id']}")
        with pytest.raises(NotFound):
            db.read_sync(look(secret))


class TestChange:
    def test_who_may(self, anonymous: TestClient, member: Person, colleague: Person, reader: Person) -> None:
        company = member.made("/companies", name="Acme")
        path = f"/invoices/{billed(member, company_id=company['id'])['id']}"
        assert anonymous.patch(f"/api/v1{path}", json={"notes": "x"}).status_code == 401
        assert colleague.patch(path, {"notes": "x"}).status_code == 404
        assert reader.patch(path, {"notes": "x"}).status_code == 403
        assert member.patch(path, {"notes": "x"}).json()["notes"] == "x"

    def test_new_lines_make_new_totals(self, member: Person, company: dict[str, Any], facts_of: Facts) -> None:
        invoice = billed(member, company_id=company["id"], discount_minor=100)
        path = f"/invoices/{invoice['id']}"
        changed = member.patch(path, {"lines": [{"description": "Other", "unit_price_minor": 700}]}).json()
        assert (changed["total_minor"], changed["balance_minor"], len(changed["lines"])) == (600, 600, 1)
        assert changed["version"] > invoice["version"]
        reworded = member.patch(path, {"lines": [{"description": "Reworded", "unit_price_minor": 700}]}).json()
        assert reworded["version"] > changed["version"]
        assert member.patch(path, {"discount_minor": 0, "shipping_minor": 50}).json()["total_minor"] == 750
        refused = member.patch(path, {"discount_minor": 701})
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "discount_minor")
        assert member.get(path).json()["total_minor"] == 750
        stale = member.patch(path, {"notes": "x"}, **{"If-Match": f'"{invoice["version"]}"'})
        assert stale.status_code == 412

    def test_another_company_is_taxed_in_its_own_way(self, manager: Person) -> None:
        manager.made("/tax-rates", name="Usual", percent=10, is_default=True)
        taxed = manager.made("/companies", name="Taxed")
        free = manager.made("/companies", name="Free", taxable=False)
        invoice = billed(manager, company_id=taxed["id"])
        assert invoice["tax_minor"] == 2_500
        assert manager.patch(f"/invoices/{invoice['id']}", {"company_id": free["id"]}).json()["tax_minor"] == 0

    def test_a_closed_one_stays_as_it_is(self, member: Person, company: dict[str, Any], db: Database) -> None:
        invoice = billed(member, company_id=company["id"])
        opened(db, member, invoice)
        paid(db, member, invoice, 25_000)
        void = billed(member, company_id=company["id"])
        assert member.post(f"/invoices/{void['id']}/void", {"reason": "Twice"}).json()["status"] == "void"
        for each, code in ((invoice, "invoice_paid"), (void, "invoice_void")):
            for answer in (
                member.patch(f"/invoices/{each['id']}", {"notes": "x"}),
                member.delete(f"/invoices/{each['id']}"),
            ):
                assert (answer.status_code, answer.json()["code"]) == (409, code)

    def test_it_can_not_come_to_less_than_was_paid(self, member: Person, company: dict[str, Any], db: Database) -> None:
        invoice = billed(member, company_id=company["id"])
        opened(db, member, invoice)
        assert paid(db, member, invoice, 10_000)["status"] == "partial"
        path = f"/invoices/{invoice['id']}"
        refused = member.patch(path, {"discount_minor": 15_001})
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "too_little")
        refused = member.delete(path)
        assert (refused.status_code, refused.json()["code"]) == (409, "has_payments")
        settled = member.patch(path, {"discount_minor": 15_000}).json()
        assert (settled["status"], settled["balance_minor"]) == ("paid", 0)
        assert [event.type for event in events(db, "invoice.paid")] == ["invoice.paid"]


class TestMarkSent:
    def test_who_may(self, anonymous: TestClient, member: Person, colleague: Person, reader: Person) -> None:
        company = member.made("/companies", name="Acme")
        path = f"/invoices/{billed(member, company_id=company['id'])['id']}/mark-sent"
        assert anonymous.post(f"/api/v1{path}", json={}).status_code == 401
        assert colleague.post(path).status_code == 404
        assert reader.post(path).status_code == 403

    def test_a_draft_waits_for_money_from_then_on(
        self, member: Person, company: dict[str, Any], facts_of: Facts, db: Database
    ) -> None:
        invoice = billed(member, company_id=company["id"])
        shown = member.post(f"/invoices/{invoice['id']}/mark-sent").json()
        assert (shown["status"], shown["sent_to"]) == ("sent", None)
        assert shown["sent_at"] is not None
        again = member.post(f"/invoices/{invoice['id']}/mark-sent")
        assert (again.status_code, again.json()["code"]) == (409, "not_a_draft")
        assert facts_of("invoice", invoice["id"]) == ["invoice.created", "invoice.sent"]
        assert paid(db, member, invoice, 25_000)["status"] == "paid"
        late = billed(member, company_id=company["id"], issued_on="2026-01-01", due_on="2026-01-02")
        assert member.post(f"/invoices/{late['id']}/mark-sent").json()["status"] == "overdue"
        nothing = billed(member, company_id=company["id"], discount_minor=25_000)
        assert member.post(f"/invoices/{nothing['id']}/mark-sent").json()["status"] == "paid"
        assert facts_of("invoice", nothing["id"])[-1] == "invoice.paid"


class TestVoid:
    def test_who_may(self, anonymous: TestClient, member: Person, colleague: Person, reader: Person) -> None:
        company = member.made("/companies", name="Acme")
        path = f"/invoices/{billed(member, company_id=company['id'])['id']}/void"
        assert anonymous.post(f"/api/v1{path}", json={}).status_code == 401
        assert colleague.post(path).status_code == 404
        assert reader.post(path).status_code == 403

    def test_once_and_never_with_money(
        self, member: Person, company: dict[str, Any], db: Database, facts_of: Facts
    ) -> None:
        invoice = billed(member, company_id=company["id"])
        path = f"/invoices/{invoice['id']}/void"
        shown = member.post(path, {"reason": "Wrong customer"}).json()
        assert (shown["status"], shown["void_reason"]) == ("void", "Wrong customer")
        assert shown["voided_at"] is not None
        assert member.post(path, {"reason": "Again"}).json()["void_reason"] == "Wrong customer"
        assert facts_of("invoice", invoice["id"]) == ["invoice.created", "invoice.voided"]
        with_money = billed(member, company_id=company["id"])
        opened(db, member, with_money)
        paid(db, member, with_money, 1)
        refused = member.post(f"/invoices/{with_money['id']}/void")
        assert (refused.status_code, refused.json()["code"]) == (409, "has_payments")


class TestDuplicate:
    def test_it_says_the_same_today(
        self, member: Person, manager: Person, company: dict[str, Any], colleague: Person
    ) -> None:
        manager.made("/tax-rates", name="Usual", percent=10, is_default=True)
        first = billed(member, company_id=company["id"], issued_on="2026-01-01", reference="PO 1", discount_minor=5)
        assert colleague.post(f"/invoices/{first['id']}/duplicate").status_code == 404
        answer = member.post(f"/invoices/{first['id']}/duplicate")
        again = answer.json()
        assert (answer.status_code, again["status"], again["reference"]) == (201, "draft", "PO 1")
        assert again["total_minor"] == first["total_minor"]
        assert again["number"] != first["number"]
        assert again["issued_on"] == time.now().date().isoformat()


class TestPaying:
    def test_in_parts_until_nothing_is_open(self, member: Person, company: dict[str, Any], db: Database) -> None:
        invoice = billed(member, company_id=company["id"])
        with pytest.raises(Conflict):
            paid(db, member, invoice, 1)
        opened(db, member, invoice)
        first = paid(db, member, invoice, 24_999)
        assert (first["status"], first["balance_minor"], first["paid_at"]) == ("partial", 1, None)
        for amount in (2, -25_000):
            with pytest.raises(Invalid):
                paid(db, member, invoice, amount)
        whole = paid(db, member, invoice, 1)
        assert (whole["status"], whole["balance_minor"]) == ("paid", 0)
        assert whole["paid_at"] is not None
        with pytest.raises(Conflict):
            paid(db, member, invoice, 1)
        back = paid(db, member, invoice, -5_000)
        assert (back["status"], back["balance_minor"], back["paid_at"]) == ("partial", 5_000, None)

    def test_everybody_at_once_pays_no_more_than_is_open(self, owner: Person, db: Database) -> None:
        company = owner.made("/companies", name="Acme")
        invoice = billed(owner, company_id=company["id"])
        opened(db, owner, invoice)

        def pay(_: int) -> bool:
            try:
                paid(db, owner, invoice, 5_000)
            except (Conflict, Invalid):
                return False
            return True

        with ThreadPoolExecutor(4) as pool:
            taken = list(pool.map(pay, range(8)))
        assert sum(taken) == 5
        assert owner.get(f"/invoices/{invoice['id']}").json()["status"] == "paid"
        assert len(events(db, "invoice.payment_applied")) == 5
        assert len(events(db, "invoice.paid")) == 1


class TestOverdue:
    def test_noted_when_the_day_has_passed(self, house: House, owner: Person, stranger: Person) -> None:
        today = time.now().date()

        def waiting(person: Person, due: date) -> dict[str, Any]:
            company = person.made("/companies", name="Acme")
            issued = (due - timedelta(days=5)).isoformat()
            invoice = billed(person, company_id=company["id"], issued_on=issued, due_on=due.isoformat())
            opened(house.db, person, invoice)
            return invoice

        late = waiting(owner, today - timedelta(days=2))
        waiting(owner, today + timedelta(days=2))
        theirs = waiting(stranger, today - timedelta(days=2))
        box = Mailbox(house)
        box.run_schedule("commerce.note_overdue")
        assert [row["id"] for row in owner.listed("/invoices", status="overdue")] == [late["id"]]
        assert [row["id"] for row in stranger.listed("/invoices", status="overdue")] == [theirs["id"]]
        box.run_schedule("commerce.note_overdue")
        noted: list[EventRow] = events(house.db, "invoice.overdue")
        assert sorted(event.subject_id for event in noted) == sorted([late["id"], theirs["id"]])
        # More time, and it only waits again.
        later = (today + timedelta(days=9)).isoformat()
        assert owner.patch(f"/invoices/{late['id']}", {"due_on": later}).json()["status"] == "sent"
        assert paid(house.db, owner, late, 5)["status"] == "partial"


class TestStats:
    def test_who_may(self, anonymous: TestClient) -> None:
        assert anonymous.get("/api/v1/invoice-stats").status_code == 401

    def test_of_what_the_reader_sees(
        self, owner: Person, member: Person, company: dict[str, Any], house: House, stranger: Person
    ) -> None:
        other = owner.made("/companies", name="Other")
        first = billed(owner, company_id=other["id"], issued_on="2026-01-10")
        opened(house.db, owner, first)
        paid(house.db, owner, first, 5_000)
        billed(owner, company_id=other["id"], currency="USD", issued_on="2026-02-10")
        own = billed(member, company_id=company["id"], issued_on="2026-01-31")
        member.post(f"/invoices/{own['id']}/void")
        with count_queries(house.db.engine) as seen:
            stats = owner.get("/invoice-stats").json()
        assert len(seen) <= 3  # SQLite begins by a statement of its own
        assert (stats["count"], stats["by_status"]["overdue"], stats["by_status"]["void"]) == (3, 1, 1)
        assert stats["totals"] == [
            {
                "currency": "EUR", "billed_minor": 25_000, "paid_minor": 5_000, "outstanding_minor": 20_000,
                "overdue_minor": 20_000,
            }
        ]  # fmt: skip
        assert owner.get("/invoice-stats", since="2026-01-11", until="2026-01-31").json()["count"] == 1
        assert member.get("/invoice-stats").json()["count"] == 1
        assert stranger.get("/invoice-stats").json()["count"] == 0
        assert owner.get("/invoice-stats", since="soon").status_code == 422
