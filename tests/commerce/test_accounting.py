"""The books: connecting them, what is brought into them, and what can go wrong on the way."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from starlette.testclient import TestClient

from quintet.commerce.accounting.desk import Desk
from quintet.commerce.accounting.models import AccountingConnection, AccountingEntry
from quintet.commerce.accounting.ports import Access, AccessExpired, Accounting, Theirs
from quintet.commerce.accounting.sandbox import SandboxBookEntry
from quintet.commerce.accounting.syncing import Syncer
from quintet.commerce.invoices.service import apply_payment
from quintet.foundation.db import Database, all_workspaces, bind_workspace
from quintet.foundation.jobs import JobStatus
from quintet.kit.crypto import Keyring
from quintet.kit.errors import NotConfigured, ProviderRejected, ProviderUnavailable
from quintet.providers.sandbox.accounting import ITEMS, SandboxAccounting
from quintet.wiring import House
from tests.identity.mailbox import Mailbox, events
from tests.world import HOME_ID, Person

BOOKS = "/accounting"
ENTRIES = f"{BOOKS}/entries"
LINES = [
    {"description": "Consulting", "quantity": 2.5, "unit_price_minor": 10_000},
    {"description": "Travel", "quantity": 1, "unit_price_minor": 4_000, "taxable": False},
]


@pytest.fixture
def books(house: House) -> "Books":
    return Books(house)


class Books:
    """What stands in the sandbox's books."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.box = Mailbox(house)

    def settle(self) -> None:
        """Deliver and sync all that waits."""
        self.house.deliverer.drain_all()
        self.box.run_jobs()

    def of(self, kind: str) -> list[dict[str, Any]]:
        def work(session: Session) -> list[dict[str, Any]]:
            rows = session.scalars(
                select(SandboxBookEntry).where(SandboxBookEntry.kind == kind).order_by(SandboxBookEntry.created_at)
            )
            return [{"id": row.id, **row.data} for row in rows]

        return self.house.db.read_sync(work)

    @property
    def accounting(self) -> SandboxAccounting:
        found = self.house.services.get(Accounting)  # type: ignore[type-abstract]
        assert isinstance(found, SandboxAccounting)
        return found


def way_back(person: Person) -> tuple[str, dict[str, str]]:
    """Where the sandbox sends a browser, and with what."""
    answer = person.post(f"{BOOKS}/connect")
    assert answer.status_code == 200, answer.text
    url = urlsplit(answer.json()["url"])
    return url.path, dict(parse_qsl(url.query))


def connect(person: Person) -> dict[str, Any]:
    path, query = way_back(person)
    answer = person.http.get(path, params=query, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/settings/accounting?connected=true")
    shown: dict[str, Any] = person.get(BOOKS).json()
    return shown


def sent(person: Person, **values: Any) -> dict[str, Any]:
    """An invoice that was sent."""
    if "company_id" not in values and "contact_id" not in values:
        values["company_id"] = person.made("/companies", name="Acme", email="bill@acme.example")["id"]
    invoice = person.made("/invoices", **{"lines": LINES, **values})
    answer = person.post(f"/invoices/{invoice['id']}/mark-sent")
    assert answer.status_code == 200, answer.text
    marked: dict[str, Any] = answer.json()
    return marked


def pay(db: Database, person: Person, invoice_id: str, amount_minor: int) -> None:
    def work(session: Session) -> None:
        bind_workspace(session, person.workspace_id)
        apply_payment(session, person.actor, invoice_id, amount_minor)

    db.write_sync(work)


def state(person: Person, invoice_id: str) -> dict[str, Any]:
    answer = person.get(f"/invoices/{invoice_id}/accounting")
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


class TestConnecting:
    def test_who_may(self, anonymous: TestClient, manager: Person, member: Person) -> None:
        assert anonymous.get("/api/v1/accounting/callback", params={"code": "x"}).status_code == 401
        for person in (manager, member):
            assert person.get(BOOKS).json()["connected"] is False
            assert person.get(f"{BOOKS}/coverage").status_code == 200
            for path in ("connect", "sync", "resync", f"entries/{HOME_ID}/retry"):
                body = {"kind": "invoice", "record_id": HOME_ID} if path == "sync" else {}
                assert person.post(f"{BOOKS}/{path}", body).status_code == 403, path
            assert person.delete(BOOKS).status_code == 403
            assert person.get(ENTRIES).status_code == 403

    def test_there_and_back(self, admin: Person, stranger: Person, db: Database) -> None:
        assert admin.post(f"{BOOKS}/resync").json()["code"] == "not_connected"
        shown = connect(admin)
        assert (shown["connected"], shown["provider"], shown["books_name"], shown["currency"], shown["error"]) == (
            True,
            "sandbox-books",
            "Home Ltd (sandbox books)",
            "EUR",
            None,
        )
        assert admin.post(f"{BOOKS}/check").json() == shown
        assert stranger.get(BOOKS).json()["connected"] is False
        assert [fact.data["books"] for fact in events(db, "accounting.connected")] == [shown["books_name"]]

        def kept(session: Session) -> str:
            with all_workspaces(session):
                tokens = session.scalars(select(AccountingConnection.tokens)).one()
                grant = session.scalars(select(SandboxBookEntry).where(SandboxBookEntry.kind == "grant")).one()
                assert grant.name not in tokens
                return str(grant.data["access"])

        assert db.read_sync(kept) not in db.read_sync(
            lambda session: str(session.connection().exec_driver_sql("select tokens from accounting_connections").all())
        )
        connect(admin)
        assert admin.delete(BOOKS).status_code == 204
        assert admin.delete(BOOKS).status_code == 404
        assert admin.get(BOOKS).json()["connected"] is False

        def grants(session: Session) -> list[str]:
            return list(session.scalars(select(SandboxBookEntry.id).where(SandboxBookEntry.kind == "grant")))

        assert db.read_sync(grants) == []

    def test_a_way_back_is_for_who_was_sent(
        self, admin: Person, owner: Person, stranger: Person, at: Callable[[float], None]
    ) -> None:
        path, query = way_back(admin)

        def error(person: Person, **values: str) -> str:
            answer = person.http.get(path, params={**query, **values}, follow_redirects=False)
            assert answer.status_code == 303
            return answer.headers["location"].partition("error=")[2]

        assert error(owner) == "connection_lost"
        assert error(stranger) == "connection_lost"
        assert error(admin, state="forged") == "connection_lost"
        assert error(admin, error="access_denied") == "connection_refused"
        assert error(admin, code="made up") == "provider_rejected"
        assert error(admin, realmId="sandbox-other") == "provider_key"
        at(3_600)
        assert error(admin) == "connection_lost"
        assert admin.get(BOOKS).json()["connected"] is False

    def test_nobody_to_connect_to(self, admin: Person, house: House) -> None:
        from quintet.commerce.accounting.ports import NoAccounting

        house.services.add(Accounting, NoAccounting())
        answer = admin.post(f"{BOOKS}/connect")
        assert (answer.status_code, "QUINTET_QUICKBOOKS_CLIENT_ID" in answer.text) == (501, True)
        assert admin.get(BOOKS).json()["provider"] == "none"
        with pytest.raises(NotConfigured):
            NoAccounting().grant  # noqa: B018


class TestInvoices:
    def test_from_draft_to_void(self, admin: Person, member: Person, colleague: Person, books: Books) -> None:
        early = sent(member)
        books.settle()
        connect(admin)
        rate = admin.made("/tax-rates", name="VAT", percent=19, is_default=True)
        draft = member.made("/invoices", company_id=early["company_id"], lines=LINES, shipping_minor=500)
        books.settle()
        assert books.of("invoice") == []
        assert admin.post(f"{BOOKS}/sync", {"kind": "invoice", "record_id": draft["id"]}).json()["code"] == "not_sent"
        member.post(f"/invoices/{draft['id']}/mark-sent")
        assert state(member, draft["id"])["invoice"] is None
        books.settle()
        [customer], [kept] = books.of("customer"), books.of("invoice")
        assert (customer["name"], customer["email"]) == ("Acme", "bill@acme.example")
        assert (kept["number"], kept["customer_id"]) == (draft["number"], customer["id"])
        assert (kept["total_minor"], kept["tax_minor"]) == (draft["total_minor"], draft["tax_minor"]) == (34_250, 4_750)
        assert [(line["total_minor"], line["taxable"]) for line in kept["lines"]] == [
            (25_000, True),
            (4_000, False),
            (500, False),
        ]
        shown = state(member, draft["id"])
        assert (shown["invoice"]["status"], shown["invoice"]["theirs_id"]) == ("synced", kept["id"])
        assert shown["customer"]["theirs_id"] == customer["id"]
        assert colleague.get(f"/invoices/{draft['id']}/accounting").status_code == 404

        member.patch(f"/invoices/{draft['id']}", {"owner_id": colleague.user_id})
        books.settle()
        assert books.of("invoice")[0]["version"] == 0
        admin.patch(f"/invoices/{draft['id']}", {"lines": LINES[:1], "tax_rate_id": rate["id"]})
        admin.patch(f"/companies/{early['company_id']}", {"name": "Acme & Co"})
        books.settle()
        assert books.of("invoice")[0]["total_minor"] == 25_000 + 4_750 + 500
        assert [row["name"] for row in books.of("customer")] == ["Acme & Co"]
        assert state(member, draft["id"])["customer"]["title"] == "Acme & Co"
        admin.post(f"/invoices/{draft['id']}/void", {"reason": "Wrong"})
        books.settle()
        assert (books.of("invoice")[0]["void"], len(books.of("invoice"))) == (True, 1)
        assert state(admin, draft["id"])["invoice"]["status"] == "synced"

        coverage = admin.get(f"{BOOKS}/coverage").json()
        assert coverage["invoices"] == {"total": 1, "synced": 0}
        assert coverage["companies"] == {"total": 1, "synced": 1}
        admin.post(f"{BOOKS}/resync")
        books.settle()
        assert admin.get(f"{BOOKS}/coverage").json()["invoices"] == {"total": 1, "synced": 1}
        assert len(books.of("invoice")) == 2
        admin.delete(f"/invoices/{early['id']}")
        books.settle()
        assert [row.get("void", False) for row in books.of("invoice")] == [True, True]
        subjects = [message.subject for message in books.box.messages() if message.channel == "accounting"]
        assert f"New invoice: {draft['number']}" in subjects

    def test_customers_of_one_name_and_people(self, admin: Person, books: Books) -> None:
        connect(admin)
        for _ in range(2):
            sent(admin, company_id=admin.made("/companies", name="Twin")["id"])
        sent(admin, contact_id=admin.made("/contacts", first_name="Ann", last_name="Ames")["id"])
        books.settle()
        names = sorted(row["name"] for row in books.of("customer"))
        assert (names[0], names[1], names[2].startswith("Twin (")) == ("Ann Ames", "Twin", True)
        assert len({row["customer_id"] for row in books.of("invoice")}) == 3

    def test_a_company_that_went_into_another(self, admin: Person, books: Books) -> None:
        connect(admin)
        old = sent(admin)
        books.settle()
        company = admin.made("/companies", name="Acme Holding")["id"]
        assert admin.post(f"/companies/{company}/merge", {"ids": [old["company_id"]]}).status_code == 200
        sent(admin, company_id=company)
        books.settle()
        [customer] = books.of("customer")
        assert (customer["name"], {bill["customer_id"] for bill in books.of("invoice")}) == (
            "Acme Holding",
            {customer["id"]},
        )

    def test_a_customer_that_they_had_before(self, admin: Person, books: Books) -> None:
        connect(admin)
        desk = desk_of(books)
        entry = {"id": "their-own", "kind": "customer", "name": "Known"}
        books.house.db.write_sync(
            lambda session: session.add(
                SandboxBookEntry(**entry, books_id=desk.opened.books_id, data={"name": "Known", "version": 0})
            )
        )
        sent(admin, company_id=admin.made("/companies", name="Known", phone="+49 30 1234567")["id"])
        books.settle()
        [customer] = books.of("customer")
        assert (customer["id"], customer["phone"], customer["version"]) == ("their-own", "+49301234567", 1)


def desk_of(books: Books) -> Desk:
    return Desk(books.house.db, books.accounting, books.house.services.get(Keyring), HOME_ID)


class TestFailing:
    def test_what_is_refused_is_shown_and_tried_again(
        self, admin: Person, stranger: Person, books: Books, facts_of: Callable[..., list[str]]
    ) -> None:
        connect(admin)
        company = admin.made("/companies", name="Bad rejected.example")
        invoice = sent(admin, company_id=company["id"])
        books.settle()
        failed = admin.listed(ENTRIES, status="failed")
        assert {(row["kind"], row["title"]) for row in failed} == {
            ("customer", "Bad rejected.example"),
            ("invoice", invoice["number"]),
        }
        assert all("refused" in row["error"] for row in failed)
        assert "accounting.entry_failed" in facts_of("invoice", invoice["id"])
        assert admin.get(f"{BOOKS}/coverage").json()["failed"] == 2
        first = admin.get(ENTRIES, status="failed", limit=1).json()
        assert len(admin.listed(ENTRIES, status="failed", cursor=first["next_cursor"])) == 1
        entry = next(row for row in failed if row["kind"] == "invoice")
        retry = f"{ENTRIES}/{entry['id']}/retry"
        connect(stranger)
        assert stranger.post(retry).status_code == 404
        admin.patch(f"/companies/{company['id']}", {"name": "Good"})
        assert admin.post(retry).json()["status"] == "waiting"
        books.settle()
        assert admin.listed(ENTRIES, status="failed") == []
        again = admin.post(f"{BOOKS}/sync", {"kind": "invoice", "record_id": invoice["id"]})
        assert (again.status_code, facts_of("invoice", invoice["id"])[-1]) == (202, "accounting.resync_requested")
        books.settle()
        assert admin.post(retry).status_code == 409
        assert [row["name"] for row in books.of("customer")] == ["Good"]
        assert len(books.of("invoice")) == 1

    def test_what_has_no_answer_is_asked_again_later(self, admin: Person, books: Books) -> None:
        connect(admin)
        invoice = sent(admin, company_id=admin.made("/companies", name="unavailable.example")["id"])
        books.house.deliverer.drain_all()
        assert JobStatus.RETRYING in books.box.statuses()
        waiting = state(admin, invoice["id"])["invoice"]
        assert (waiting["status"], "do not answer" in waiting["error"]) == ("waiting", True)

    def test_a_lost_answer_doubles_nothing(self, admin: Person, books: Books, at: Callable[[float], None]) -> None:
        """They wrote it down, but we never heard, as when we are killed between their answer and our note."""
        connect(admin)
        company = admin.made("/companies", name="lost.example")
        invoice = sent(admin, company_id=company["id"], notes="lost.example")
        books.settle()
        assert (len(books.of("customer")), len(books.of("invoice"))) == (1, 0)
        assert state(admin, invoice["id"])["customer"]["theirs_id"] is None
        admin.patch(f"/companies/{company['id']}", {"phone": "+49301234567"})
        for hours in (1, 2):
            at(hours * 3_600)
            books.settle()
        [customer], [kept] = books.of("customer"), books.of("invoice")
        assert (customer["phone"], kept["version"]) == ("+49301234567", 1)
        shown = state(admin, invoice["id"])
        assert (shown["invoice"]["status"], shown["invoice"]["theirs_id"]) == ("synced", kept["id"])

    def test_two_at_once_are_one(self, admin: Person, books: Books) -> None:
        connect(admin)
        invoice = sent(admin)
        books.house.deliverer.drain_all()
        [entry] = admin.listed(ENTRIES)

        def try_(_: int) -> str | None:
            try:
                return Syncer(desk_of(books)).sync(entry["id"])
            except ProviderUnavailable as busy:
                return busy.code

        with ThreadPoolExecutor(4) as pool:
            ends = set(pool.map(try_, range(4)))
        books.settle()
        assert len(books.of("invoice")) == len(books.of("customer")) == 1
        assert ends <= {"busy", state(admin, invoice["id"])["invoice"]["theirs_id"]}

    def test_what_was_deleted_there_is_made_anew_when_asked(self, admin: Person, books: Books) -> None:
        connect(admin)
        invoice = sent(admin)
        books.settle()
        gone = delete(SandboxBookEntry).where(SandboxBookEntry.kind == "invoice")
        books.house.db.write_sync(lambda session: session.execute(gone))
        admin.patch(f"/invoices/{invoice['id']}", {"notes": "Changed"})
        books.settle()
        [failed] = admin.listed(ENTRIES, status="failed")
        assert "deleted" in failed["error"]
        admin.post(f"{ENTRIES}/{failed['id']}/retry")
        books.settle()
        assert [row["memo"] for row in books.of("invoice")] == ["Changed"]

    def test_their_total_is_another(self, admin: Person, books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
        connect(admin)
        make = books.accounting.create_invoice
        wrong = lambda *given, **more: Theirs(make(*given, **more).id, "0", None, 1)  # noqa: E731
        monkeypatch.setattr(books.accounting, "create_invoice", wrong)
        invoice = sent(admin)
        books.settle()
        failed = state(admin, invoice["id"])["invoice"]
        assert (failed["status"], "makes it €0.01 instead of €290.00" in failed["error"]) == ("failed", True)
        admin.post(f"{ENTRIES}/{failed['id']}/retry")
        books.settle()
        assert state(admin, invoice["id"])["invoice"]["status"] == "synced"
        assert len(books.of("invoice")) == 1


class TestTokens:
    def test_old_ones_are_renewed_by_one_of_many(
        self, admin: Person, books: Books, at: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        connect(admin)
        at(7_200)
        renewed: list[str] = []
        renew = books.accounting.renew

        def counted(token: str) -> Any:
            renewed.append(token)
            return renew(token)

        monkeypatch.setattr(books.accounting, "renew", counted)
        desks = [desk_of(books) for _ in range(6)]
        with ThreadPoolExecutor(6) as pool:
            found = list(pool.map(lambda desk: desk.ask(books.accounting.books).name, desks))
        assert (set(found), len(renewed)) == ({"Home Ltd (sandbox books)"}, 1)

    def test_refused_in_the_middle(self, admin: Person, books: Books) -> None:
        """A token that should be good is not taken: it is renewed and the question asked once more."""
        connect(admin)
        other = update(SandboxBookEntry).where(SandboxBookEntry.kind == "grant")
        books.house.db.write_sync(lambda session: session.execute(other.values(data={"access": "x", "expires": ""})))
        assert admin.post(f"{BOOKS}/check").json()["error"] is None
        sent(admin)
        books.settle()
        assert len(books.of("invoice")) == 1

    def test_shut_out_and_let_in_again(self, admin: Person, books: Books, db: Database) -> None:
        connect(admin)
        gone = delete(SandboxBookEntry).where(SandboxBookEntry.kind == "grant")
        db.write_sync(lambda session: session.execute(gone))
        invoice = sent(admin)
        books.settle()
        shown = admin.get(BOOKS).json()
        assert (shown["connected"], "Connect again" in shown["error"]) == (True, True)
        assert state(admin, invoice["id"])["invoice"]["status"] == "waiting"
        assert len(events(db, "accounting.connection_ended")) == 1
        assert admin.post(f"{BOOKS}/check").json()["error"] == shown["error"]
        connect(admin)
        books.settle()
        assert state(admin, invoice["id"])["invoice"]["status"] == "synced"

    def test_whoever_renewed_and_died_is_waited_for(
        self, admin: Person, books: Books, at: Callable[[float], None]
    ) -> None:
        connect(admin)
        mine = update(AccountingConnection).values(renewing_until=AccountingConnection.expires_at)

        def claim(session: Session) -> None:
            with all_workspaces(session):
                session.execute(mine)

        books.house.db.write_sync(claim)
        at(7_200)
        assert desk_of(books).ask(books.accounting.books).currency == "EUR"

    def test_taken_by_nobody(self, admin: Person, books: Books) -> None:
        connect(admin)

        def refuse(_: Access) -> None:
            raise AccessExpired

        with pytest.raises(ProviderRejected, match="Connect again"):
            desk_of(books).ask(refuse)
        assert admin.get(BOOKS).json()["error"] is not None


class TestPayments:
    def test_each_amount_once_and_what_goes_back(self, admin: Person, books: Books, db: Database) -> None:
        early = sent(admin)
        pay(db, admin, early["id"], 1_000)
        books.settle()
        connect(admin)
        invoice = sent(admin, company_id=early["company_id"])
        pay(db, admin, invoice["id"], 10_000)
        pay(db, admin, invoice["id"], 5_000)
        books.settle()
        assert [row["total_minor"] for row in books.of("payment")] == [10_000, 5_000]
        assert {row["invoice_id"] for row in books.of("payment")} == {books.of("invoice")[0]["id"]}
        pay(db, admin, invoice["id"], -7_000)
        books.settle()
        assert [(row["total_minor"], row.get("void", False)) for row in books.of("payment")] == [
            (8_000, False),
            (0, True),
        ]
        shown = state(admin, invoice["id"])
        assert [row["status"] for row in shown["payments"]] == ["synced", "synced"]
        assert admin.get(f"{BOOKS}/coverage").json()["payments"] == {"total": 2, "synced": 1}
        payment = shown["payments"][0]["record_id"]
        assert admin.post(f"{BOOKS}/sync", {"kind": "payment", "record_id": payment}).status_code == 202
        admin.post(f"{BOOKS}/resync", {"everything": True})
        books.settle()
        assert admin.get(f"{BOOKS}/coverage").json()["payments"] == {"total": 2, "synced": 2}
        assert [row["total_minor"] for row in books.of("payment")] == [8_000, 0, 1_000]
        assert admin.post(f"{BOOKS}/sync", {"kind": "payment", "record_id": HOME_ID}).status_code == 404

        # Another connection to the same books goes on where the last one ended.
        assert admin.delete(BOOKS).status_code == 204
        connect(admin)
        admin.post(f"{BOOKS}/resync", {"everything": True})
        books.settle()
        assert (len(books.of("payment")), len(books.of("invoice")), len(books.of("customer"))) == (3, 2, 1)

        def entries(session: Session) -> int:
            with all_workspaces(session):
                return len(session.scalars(select(AccountingEntry.id)).all())

        assert db.read_sync(entries) == 6


class TestItems:
    def test_their_items_become_products(
        self, admin: Person, member: Person, books: Books, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert admin.post(f"{BOOKS}/import-items").json()["code"] == "not_connected"
        connect(admin)
        assert member.post(f"{BOOKS}/import-items").status_code == 403
        ours = admin.made("/products", name="Our tracker", sku="tracker", price_minor=1)
        for _ in range(2):
            admin.made("/products", name="Installation")
        report = admin.post(f"{BOOKS}/import-items").json()
        outcomes = {row["name"]: row for row in report["data"]}
        assert (outcomes["Tracker"]["outcome"], outcomes["Tracker"]["product_id"]) == ("linked", ours["id"])
        assert (outcomes["Installation"]["outcome"], outcomes["Installation"]["reason"]) == (
            "skipped",
            "Several products have this name.",
        )
        assert report["counts"] == {"created": 1, "linked": 1, "updated": 0, "unchanged": 0, "skipped": 1}
        service = admin.get(f"/products/{outcomes['Monthly service']['product_id']}").json()
        assert (service["price_minor"], service["currency"], service["sku"]) == (1_995, "EUR", "MONTHLY-SERVICE")
        assert admin.get(f"/products/{ours['id']}").json()["price_minor"] == 1

        dearer = [replace(item, price_minor=2_500) for item in ITEMS if item.name == "Monthly service"]
        monkeypatch.setattr(books.accounting, "items", lambda access, currency, most: [*dearer, ITEMS[0]])
        report = admin.post(f"{BOOKS}/import-items").json()
        assert report["counts"] == {"created": 0, "linked": 0, "updated": 1, "unchanged": 1, "skipped": 0}
        assert admin.get(f"/products/{service['id']}").json()["price_minor"] == 2_500
        sent(admin, lines=[{"product_id": service["id"], "quantity": 2}, LINES[0]], currency="EUR")
        books.settle()
        [kept] = books.of("invoice")
        assert kept["lines"][0]["item_id"] == "sandbox-item-3"
        assert kept["lines"][1]["item_id"] == next(row["id"] for row in books.of("item"))
        admin.delete(f"/products/{service['id']}")
        assert admin.post(f"{BOOKS}/import-items").json()["counts"]["skipped"] == 1
        assert admin.get(f"{BOOKS}/coverage").json()["items"] == 2

    def test_their_printed_form(self, admin: Person, colleague: Person, books: Books) -> None:
        connect(admin)
        invoice = sent(admin)
        path = f"/invoices/{invoice['id']}/accounting/pdf"
        assert admin.get(path).status_code == 404
        books.settle()
        answer = admin.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
        assert answer.content.startswith(b"%PDF-")
        assert colleague.get(path).status_code == 404
