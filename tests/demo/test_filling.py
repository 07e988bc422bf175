"""The demo workspace: a year of work, the same each time, that can be interrupted."""

import threading
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from quintet.api.app import create_app
from quintet.cli.demo import make_demo
from quintet.demo import filling, words
from quintet.demo.filling import Filler
from quintet.foundation.db import Database, bind_workspace
from quintet.foundation.objects.registry import spec_named
from quintet.foundation.search import SearchDocument
from quintet.identity.mail.models import OutgoingMail
from quintet.identity.users.models import User
from quintet.identity.workspaces.models import Member, Workspace
from quintet.kit import time
from quintet.wiring import House
from tests.conftest import ON_POSTGRESQL

EMAIL = "demo@quintet.example"


@pytest.fixture
def empty(house: House) -> House:
    """A house without people."""

    def clear(session: Session) -> None:
        for model in (Member, Workspace, User):
            session.execute(delete(model))

    house.db.write_sync(clear)
    return house


def sign_in(house: House, email: str, password: str) -> TestClient:
    client = TestClient(create_app(house=house))
    answer = client.post("/api/v1/auth/login", json={"email": email, "password": password})
    assert answer.status_code == 200, answer.text
    return client


def weeks_done(db: Database) -> int:
    settings = db.read_sync(lambda session: session.scalars(select(Workspace.settings)).one())
    return int(settings.get(filling.PROGRESS, 0))


def test_an_invented_past(empty: House) -> None:
    login = make_demo(empty)
    assert login is not None
    Filler(empty.db, empty.keyring, EMAIL, weeks=4).fill()
    http = sign_in(empty, *login)

    def rows(plural: str) -> list[dict[str, Any]]:
        data: list[dict[str, Any]] = http.get(f"/api/v1/{plural}", params={"limit": 200}).json()["data"]
        return data

    contacts, deals, tasks = rows("contacts"), rows("deals"), rows("tasks")
    assert len(contacts) > 40
    now = time.to_text(time.now())
    days = {contact["created_at"][:10] for contact in contacts}
    assert len(days) > 8
    assert max(contact["created_at"] for contact in contacts) < now
    assert len({contact["owner_id"] for contact in contacts}) > 3
    assert all(contact["company_id"] for contact in contacts)
    assert Counter(deal["currency"] for deal in deals).keys() == {"EUR"}
    assert len({deal["stage_id"] for deal in deals}) > 1
    assert {task["status"] for task in tasks} == {"open", "done"}
    assert all(task["completed_at"] < now for task in tasks if task["status"] == "done")
    # What happened is told in its order, at its time.
    told = http.get(f"/api/v1/timeline/deal/{deals[-1]['id']}").json()["data"]
    assert [entry["at"] for entry in told] == sorted((entry["at"] for entry in told), reverse=True)
    assert time.from_text(told[-1]["at"]) == time.from_text(deals[-1]["created_at"])
    # What words find is counted in the index alone: it holds just the live records.
    assert indexed(empty.db)


def indexed(db: Database) -> dict[str, int]:
    """How many records of each type can be found by words: all of them."""

    def work(session: Session) -> dict[str, int]:
        bind_workspace(session, session.scalars(select(Workspace.id)).one())
        kinds = select(SearchDocument.record_type, func.count()).group_by(SearchDocument.record_type)
        found = {row[0]: row[1] for row in session.execute(kinds)}
        for name, number in found.items():
            model = spec_named(name).model
            live = select(func.count()).select_from(model).where(model.deleted_at.is_(None))
            assert session.scalar(live) == number, name
        return found

    return db.read_sync(work)


@pytest.mark.slow
@pytest.mark.skipif(ON_POSTGRESQL, reason="a long story; what it is made of is tested there by itself")
def test_what_was_sold(empty: House) -> None:
    login = make_demo(empty)
    assert login is not None
    Filler(empty.db, empty.keyring, EMAIL, weeks=12).fill()
    http = sign_in(empty, *login)

    def rows(plural: str, **asked: Any) -> list[dict[str, Any]]:
        data: list[dict[str, Any]] = http.get(f"/api/v1/{plural}", params={"limit": 200, **asked}).json()["data"]
        return data

    assert [product["sku"] for product in rows("products", sort="position")] == [sku for sku, *_ in words.PRODUCTS]
    proposals, invoices = rows("proposals"), rows("invoices")
    assert {"accepted", "declined"} < {proposal["status"] for proposal in proposals}
    assert "paid" in {invoice["status"] for invoice in invoices}
    # Whatever was won is billed, and what came for an invoice is what its payments say.
    assert {deal["id"] for deal in rows("deals", status="won")} == {invoice["deal_id"] for invoice in invoices}
    assert {"shipped", "delivered"} & {order["status"] for order in rows("fulfilment-orders")}
    assert "shipped" in {device["status"] for device in rows("devices")}
    by_card = [payment for payment in rows("payments") if payment["provider"]]
    assert by_card
    signed = http.get(f"/api/v1/invoices/{by_card[0]['invoice_id']}/agreement").json()["signed"]
    assert signed["ip_address"] == "203.0.113.7"
    came: Counter[str] = Counter()
    for payment in rows("payments"):
        came[payment["invoice_id"]] += payment["amount_minor"]
    assert came == {invoice["id"]: invoice["paid_minor"] for invoice in invoices if invoice["paid_minor"]}
    now = time.to_text(time.now())
    assert all(invoice["created_at"] <= (invoice["sent_at"] or now) <= now for invoice in invoices)
    assert all(invoice["due_on"] <= now[:10] for invoice in invoices if invoice["status"] == "overdue")
    # Nobody invented is written to.
    mails = empty.db.read_sync(lambda session: list(session.scalars(select(OutgoingMail.to_address))))
    assert [address for address in mails if not address.endswith("@quintet.example")] == []


def test_the_team_has_roles_and_the_password_of_the_owner(empty: House) -> None:
    login = make_demo(empty)
    assert login is not None
    Filler(empty.db, empty.keyring, EMAIL, weeks=4).fill()
    me = sign_in(empty, "priya@quintet.example", login[1]).get("/api/v1/auth/me").json()
    assert (me["user"]["name"], me["workspace"]["role"]) == ("Priya Nair", "member")


def test_it_goes_on_where_it_was_left_and_ends(empty: House, monkeypatch: pytest.MonkeyPatch) -> None:
    login = make_demo(empty)
    assert login is not None
    stopping = threading.Event()
    played: list[int] = []
    play = Filler._play

    def until_the_second(self: Filler, *args: Any, **given: Any) -> None:
        play(self, *args, **given)
        played.append(given["number"])
        if given["number"] == 1:
            stopping.set()

    monkeypatch.setattr(Filler, "_play", until_the_second)
    Filler(empty.db, empty.keyring, EMAIL, weeks=4).fill(stopping)
    assert (played, weeks_done(empty.db)) == ([0, 1], 2)
    Filler(empty.db, empty.keyring, EMAIL, weeks=4).fill()
    Filler(empty.db, empty.keyring, EMAIL, weeks=4).fill()
    assert (played, weeks_done(empty.db)) == ([0, 1, 2, 3], 4)
