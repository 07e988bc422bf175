"""Agreements of invoices: read and signed once, by whoever has the secret of the page."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.testclient import TestClient

from quintet.foundation.db import Database
from tests.commerce.test_invoices import secret_of
from tests.identity.mailbox import events
from tests.world import Person

Facts = Callable[..., list[str]]
LINES = [{"description": "Consulting", "unit_price_minor": 10_000}]
TEXT = "# Agreement\n{{ company.name }} pays {{ invoice.total }}."


@pytest.fixture
def agreement(manager: Person) -> dict[str, Any]:
    text = {"type": "agreement", "name": "Usual", "content": TEXT}
    return manager.made("/document-templates", **text, is_default=True)


@pytest.fixture
def invoice(manager: Person, agreement: dict[str, Any]) -> dict[str, Any]:
    company = manager.made("/companies", name="Acme")
    made = manager.made("/invoices", company_id=company["id"], lines=LINES)
    assert made["agreement_template_id"] == agreement["id"]
    return made


def page(db: Database, person: Person, invoice: dict[str, Any]) -> str:
    return f"/api/v1/public/invoices/{secret_of(db, person, invoice)}/agreement"


class TestChoosing:
    def test_the_default_or_another_or_none(self, manager: Person, invoice: dict[str, Any]) -> None:
        mail = manager.made("/document-templates", type="invoice", name="Mail", content="x")
        other = manager.made("/document-templates", type="agreement", name="Other", content="x")
        given = {"company_id": invoice["company_id"], "lines": LINES}
        assert manager.made("/invoices", **given, agreement_template_id=None)["agreement_template_id"] is None
        chosen = manager.made("/invoices", **given, agreement_template_id=other["id"])
        assert chosen["agreement_template_id"] == other["id"]
        wrong = manager.post("/invoices", {**given, "agreement_template_id": mail["id"]})
        assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "agreement_template_id")
        path = f"/invoices/{invoice['id']}"
        assert manager.patch(path, {"agreement_template_id": mail["id"]}).status_code == 422
        assert manager.patch(path, {"agreement_template_id": other["id"]}).status_code == 200
        again = manager.post(f"{path}/duplicate").json()
        assert again["agreement_template_id"] == other["id"]


class TestSign:
    def test_once(
        self,
        db: Database,
        manager: Person,
        colleague: Person,
        stranger: Person,
        anonymous: TestClient,
        invoice: dict[str, Any],
        facts_of: Facts,
    ) -> None:
        path = page(db, manager, invoice)
        assert anonymous.get(path).status_code == 404, "a draft has no page"
        manager.post(f"/invoices/{invoice['id']}/mark-sent")
        inside = f"/invoices/{invoice['id']}/agreement"
        assert manager.get(inside).json() == {"waits": True, "signed": None}
        answer = anonymous.get(path)
        assert answer.headers["cache-control"] == "no-store"
        read = answer.json()
        assert read["text"] == "# Agreement\nAcme pays €100.00."
        assert (read["signed"], read["signed_name"]) == (False, None)
        for wrong in ({}, {"name": "  Al  "}, {"name": "x" * 201}, {"name": "Ann", "more": 1}):
            assert anonymous.post(path, json=wrong).status_code == 422
        foreign = anonymous.post(path, json={"name": "Ann Ames"}, headers={"sec-fetch-site": "cross-site"})
        assert foreign.status_code == 403
        other = anonymous.post(path, json={"name": "Ann Ames", "fingerprint": "another"})
        assert (other.status_code, other.json()["code"]) == (409, "agreement_changed")

        said = {"name": " Ann Ames ", "fingerprint": read["fingerprint"]}
        signed = anonymous.post(path, json=said, headers={"user-agent": "Browser " * 100})
        assert (signed.status_code, signed.json()["signed_name"]) == (201, "Ann Ames")
        assert anonymous.post(path, json=said).json()["code"] == "already_signed"

        template = manager.listed("/document-templates")[0]
        manager.patch(f"/document-templates/{template['id']}", {"content": "Another"})
        assert anonymous.get(path).json() == signed.json()
        kept = manager.get(inside).json()["signed"]
        assert (kept["text"], kept["signed_name"]) == (read["text"], "Ann Ames")
        assert (kept["ip_address"], len(kept["user_agent"])) == ("testclient", 500)
        assert (colleague.get(inside).status_code, stranger.get(inside).status_code) == (404, 404)
        assert facts_of("invoice", invoice["id"])[-1] == "invoice.agreement_signed"
        assert "invoice.agreement_signed" in facts_of("company", invoice["company_id"])
        [event] = events(db, "invoice.agreement_signed")
        assert (event.actor_kind, event.actor_label) == ("visitor", "Ann Ames")

    def test_nothing_to_sign(
        self, db: Database, manager: Person, anonymous: TestClient, invoice: dict[str, Any]
    ) -> None:
        for token in ("x", "x" * 43, "x" * 101):
            assert anonymous.get(f"/api/v1/public/invoices/{token}/agreement").status_code in (404, 422)
        path = page(db, manager, invoice)
        manager.post(f"/invoices/{invoice['id']}/mark-sent")
        manager.patch(f"/invoices/{invoice['id']}", {"agreement_template_id": None})
        assert anonymous.get(path).status_code == 404
        assert anonymous.post(path, json={"name": "Ann Ames"}).status_code == 404
        manager.patch(f"/invoices/{invoice['id']}", {"agreement_template_id": invoice["agreement_template_id"]})
        manager.post(f"/invoices/{invoice['id']}/void")
        assert anonymous.post(path, json={"name": "Ann Ames"}).json()["code"] == "invoice_void"

    def test_by_many_at_once(
        self, db: Database, manager: Person, anonymous: TestClient, invoice: dict[str, Any]
    ) -> None:
        path = page(db, manager, invoice)
        manager.post(f"/invoices/{invoice['id']}/mark-sent")

        def sign(number: int) -> int:
            return anonymous.post(path, json={"name": f"Person {number}"}).status_code

        with ThreadPoolExecutor(4) as pool:
            assert sorted(pool.map(sign, range(6))) == [201, 409, 409, 409, 409, 409]
        assert len(events(db, "invoice.agreement_signed")) == 1
