"""What companies paid and owe, of what the reader sees."""

from datetime import timedelta
from typing import Any

from fastapi import FastAPI
from sqlalchemy import update
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from quintet.commerce.invoices.jobs import note_overdue_after
from quintet.commerce.invoices.models import Invoice
from quintet.foundation.db import Database, all_workspaces, bind_workspace
from quintet.foundation.db.raw import count_queries
from quintet.identity.public import create_key
from quintet.kit import time
from quintet.wiring import House
from tests.commerce.billing import billed, sent
from tests.world import Person


def billing(person: Person, company: dict[str, Any]) -> dict[str, Any]:
    answer = person.get(f"/companies/{company['id']}/billing")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def paid(person: Person, invoice: dict[str, Any], amount_minor: int, **values: Any) -> dict[str, Any]:
    return person.made("/payments", invoice_id=invoice["id"], amount_minor=amount_minor, **{"method": "cash", **values})


def overdue(db: Database, invoice: dict[str, Any]) -> None:
    """Let the invoice's day be over."""

    def work(session: Session) -> None:
        with all_workspaces(session):
            yesterday = time.now().date() - timedelta(days=3)
            session.execute(
                update(Invoice).where(Invoice.id == invoice["id"]).values(issued_on=yesterday, due_on=yesterday)
            )
            note_overdue_after(session, None)

    db.write_sync(work)


def test_what_is_added_up(owner: Person, db: Database) -> None:
    acme = owner.made("/companies", name="Acme")
    nothing = {"totals": [], "open_count": 0, "overdue_count": 0, "open_invoices": [], "payments": []}
    assert billing(owner, acme) == {"company_id": acme["id"], **nothing}
    late, waiting, settled = (sent(owner, acme["id"]) for _ in range(3))
    foreign = sent(owner, acme["id"], currency="CHF")
    billed(owner, company_id=acme["id"])
    void = sent(owner, acme["id"])
    assert owner.post(f"/invoices/{void['id']}/void", {}).status_code == 200
    gone = sent(owner, acme["id"])
    owner.delete(f"/invoices/{gone['id']}")
    sent(owner, owner.made("/companies", name="Other")["id"])
    first = paid(owner, settled, 250_00, paid_on="2026-01-05")
    paid(owner, waiting, 100_00, paid_on="2026-01-07")
    paid(owner, foreign, 50_00, paid_on="2026-01-06")
    assert owner.post(f"/payments/{first['id']}/refund", {"amount_minor": 30_00}).status_code == 201
    overdue(db, late)
    shown = billing(owner, acme)
    mine = late["currency"]
    assert sorted(shown["totals"], key=lambda each: bool(each["currency"] == mine)) == [
        {"currency": "CHF", "lifetime_minor": 50_00, "open_minor": 200_00, "overdue_minor": 0},
        {"currency": mine, "lifetime_minor": 320_00, "open_minor": 430_00, "overdue_minor": 250_00},
    ]
    # What went back is owed again; the one whose day is over comes first.
    assert (shown["open_count"], shown["overdue_count"]) == (4, 1)
    assert [(each["id"], each["balance_minor"], each["status"]) for each in shown["open_invoices"]] == [
        (late["id"], 250_00, "overdue"),
        (waiting["id"], 150_00, "partial"),
        (settled["id"], 30_00, "partial"),
        (foreign["id"], 200_00, "partial"),
    ]
    assert [(each["kind"], each["amount_minor"], each["currency"]) for each in shown["payments"]] == [
        ("refund", -30_00, mine),
        ("payment", 100_00, mine),
        ("payment", 50_00, "CHF"),
        ("payment", 250_00, mine),
    ]
    # The same worth stands beside the company in lists and on its page.
    [row] = owner.listed("/companies", expand="standing", name="Acme")
    worth = [{"currency": "CHF", "amount_minor": 50_00}, {"currency": mine, "amount_minor": 320_00}]
    assert row["standing"]["lifetime_value"] == sorted(worth, key=lambda each: str(each["currency"]))


def test_who_sees_what(
    owner: Person,
    member: Person,
    colleague: Person,
    stranger: Person,
    anonymous: TestClient,
    house: House,
    app: FastAPI,
) -> None:
    acme = member.made("/companies", name="Acme")
    path = f"/companies/{acme['id']}/billing"
    assert anonymous.get(f"/api/v1{path}").status_code == 401
    assert [person.get(path).status_code for person in (stranger, colleague)] == [404, 404]
    paid(owner, sent(owner, acme["id"]), 100_00)
    assert billing(member, acme)["totals"][0]["lifetime_minor"] == 100_00
    # A deal of one's own lends sight of its company, and not of what it paid.
    owner.made("/deals", title="Theirs", value_minor=5_00, company_id=acme["id"], owner_id=colleague.user_id)
    assert (billing(colleague, acme)["totals"], billing(colleague, acme)["payments"]) == ([], [])
    [row] = colleague.listed("/company-standings", company_ids=acme["id"])
    assert row["lifetime_value"] == []

    def key(*scopes: str) -> dict[str, str]:
        def make(session: Session) -> str:
            bind_workspace(session, owner.workspace_id)
            return create_key(session, owner.actor, name="Reader", scopes=[f"{each}:read" for each in scopes])[1]

        return {"X-API-Key": house.db.write_sync(make)}

    http = TestClient(app)
    assert http.get(f"/api/v1{path}", headers=key("companies")).status_code == 403
    shown = http.get(f"/api/v1{path}", headers=key("companies", "invoices")).json()
    assert (shown["totals"][0]["lifetime_minor"], shown["payments"]) == (100_00, [])


def test_much_takes_as_many_statements_as_little(member: Person, db: Database) -> None:
    acme = member.made("/companies", name="Acme")
    paid(member, sent(member, acme["id"]), 100_00)
    billing(member, acme)
    with count_queries(db.engine) as few:
        billing(member, acme)
    for number in range(7):
        paid(member, sent(member, acme["id"]), 250_00 if number % 2 else 10_00)
    with count_queries(db.engine) as many:
        shown = billing(member, acme)
    assert len(few) == len(many)
    assert (shown["open_count"], len(shown["open_invoices"]), len(shown["payments"])) == (5, 5, 5)
