"""What the port of accounting promises, of the sandbox and of QuickBooks at a server that speaks its format."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import delete

from quintet.commerce.accounting.connecting import keep_connection
from quintet.commerce.accounting.ports import (
    Access,
    AccessExpired,
    Accounting,
    Address,
    CustomerEntry,
    Grant,
    InvoiceEntry,
    LineEntry,
    PaymentEntry,
)
from quintet.commerce.accounting.sandbox import SandboxBookEntry
from quintet.commerce.accounting.settings import AccountingSettings
from quintet.foundation.db import bind_workspace
from quintet.kit import time
from quintet.kit.errors import NotFound, ProviderRejected, ProviderUnavailable
from quintet.kit.ids import new_id
from quintet.providers.quickbooks.books import QuickBooks
from quintet.providers.sandbox.accounting import SandboxAccounting
from quintet.wiring import House
from tests.commerce.test_accounting import BOOKS, ENTRIES, pay, sent, state
from tests.identity.mailbox import Mailbox
from tests.providers.quickbooks_wire import CLIENT_ID, CLIENT_SECRET, REALM, QuickBooksWire, serving
from tests.world import HOME_ID, Person

HOME = Address("1 Main St", "", "Springfield", "IL", "62701", "US")
ACME = CustomerEntry(
    "Acme: O'Neil & Söhne", "a@acme.example", "+15551234567", "https://acme.example", HOME, None, "USD"
)


@dataclass
class Bench:
    """An adapter and its books, open; `forget` has the token no longer taken, `lose` an entry deleted there."""

    books: Accounting
    access: Access
    grant: Grant
    forget: Callable[[], None]
    lose: Callable[[str], None]

    def customer(self, name: str = "Acme") -> str:
        return self.books.create_customer(self.access, replace(ACME, name=name), key=new_id()).id

    def invoice(self, **values: Any) -> InvoiceEntry:
        item = self.books.sales_item(self.access, key=new_id())
        lines = (
            LineEntry(item, "Consulting", 2.5, 10_000, 25_000, True),
            LineEntry(item, "A third", 0.3333, 1_000, 333, False),
        )
        customer = values.pop("customer_id", None) or self.customer()
        number = f"INV-{new_id()[-8:]}"
        issued = date(2026, 5, 1)
        entry = InvoiceEntry(
            new_id(), number, customer, "USD", issued, issued, lines, 333, 4_750, 29_750, "a@acme.example", "Thanks"
        )
        return replace(entry, **values)


@pytest.fixture(scope="module")
def served() -> Iterator[QuickBooksWire]:
    with serving() as wire:
        yield wire


@pytest.fixture
def wire(served: QuickBooksWire) -> QuickBooksWire:
    url = served.url
    served.__init__()  # type: ignore[misc]
    served.url = url
    return served


def quickbooks_at(url: str, secret: str = CLIENT_SECRET, timeout: float = 5) -> QuickBooks:
    settings = AccountingSettings(
        quickbooks_api_url=url,
        quickbooks_token_url=f"{url}/token",
        quickbooks_revoke_url=f"{url}/revoke",
        quickbooks_timeout=timeout,
    )
    return QuickBooks(CLIENT_ID, secret, settings=settings)


@pytest.fixture(params=["sandbox", "quickbooks"])
def bench(request: pytest.FixtureRequest, house: House) -> Bench:
    if request.param == "sandbox":
        books = SandboxAccounting(house.db, house.keyring)
        asked = parse_qs(urlsplit(books.connect_url(state="s", redirect_uri="/", workspace_id=HOME_ID)).query)
        grant = books.grant(asked["code"][0], redirect_uri="/")

        def drop(*those: Any) -> None:
            house.db.write_sync(lambda session: session.execute(delete(SandboxBookEntry).where(*those)))

        return Bench(
            books,
            Access(asked["realmId"][0], grant.access_token),
            grant,
            lambda: drop(SandboxBookEntry.kind == "grant"),
            lambda id: drop(SandboxBookEntry.id == id),  # noqa: A006 - as the port names it
        )
    wire: QuickBooksWire = request.getfixturevalue("wire")
    real = quickbooks_at(wire.url)
    grant = real.grant("good-code", redirect_uri="http://testserver/back")

    def forget() -> None:
        wire.access = wire.refresh = None

    def lose(id_: str) -> None:
        for rows in wire.entities.values():
            rows.pop(id_, None)

    return Bench(real, Access(REALM, grant.access_token), grant, forget, lose)


class TestPromises:
    def test_grants(self, bench: Bench) -> None:
        books = bench.books.books(bench.access)
        assert (books.id, books.currency in ("EUR", "USD"), bool(books.name)) == (bench.access.books_id, True, True)
        assert timedelta(minutes=59) < bench.grant.expires_at - time.now() <= timedelta(hours=1)
        renewed = bench.books.renew(bench.grant.refresh_token)
        with pytest.raises(AccessExpired):
            bench.books.books(bench.access)
        assert bench.books.books(replace(bench.access, token=renewed.access_token)) == books
        with pytest.raises(ProviderRejected) as ended:
            bench.books.renew(bench.grant.refresh_token)
        assert ended.value.code == "connection_ended"
        bench.books.revoke(renewed.refresh_token)
        bench.books.revoke(renewed.refresh_token)
        with pytest.raises(ProviderRejected):
            bench.books.grant("made up", redirect_uri="http://testserver/back")

    def test_customers(self, bench: Bench) -> None:
        books, access = bench.books, bench.access
        assert books.find_customer(access, ACME.name) is None
        made = books.create_customer(access, ACME, key="k1")
        assert books.create_customer(access, ACME, key="k1").id == made.id
        found = books.find_customer(access, ACME.name)
        assert found is not None
        assert found.id == made.id
        with pytest.raises(ProviderRejected) as taken:
            books.create_customer(access, ACME, key="k2")
        assert taken.value.code == "name_taken"
        changed = books.update_customer(access, made.id, replace(ACME, name="Other"), key="k3")
        assert (changed.id, changed.version != made.version) == (made.id, True)
        assert books.find_customer(access, ACME.name) is None
        bench.lose(made.id)
        with pytest.raises(NotFound):
            books.update_customer(access, made.id, ACME, key="k4")

    def test_invoices(self, bench: Bench) -> None:
        books, access = bench.books, bench.access
        entry = bench.invoice()
        assert books.find_invoice(access, entry.mark, entry.number) is None
        made = books.create_invoice(access, entry, key="i1")
        assert made.total_minor == 29_750
        assert books.create_invoice(access, entry, key="i1").id == made.id
        found = books.find_invoice(access, entry.mark, entry.number)
        assert found is not None
        assert (found.id, found.mark) == (made.id, entry.mark)
        assert books.find_invoice(access, new_id(), entry.number) is None
        less = replace(entry, lines=entry.lines[:1], discount_minor=0, tax_minor=0, total_minor=25_000)
        assert books.update_invoice(access, made.id, less, key="i2").total_minor == 25_000
        assert books.invoice_pdf(access, made.id).startswith(b"%PDF-")
        void = books.void_invoice(access, made.id, key="i3")
        assert books.void_invoice(access, made.id, key="i4").version == void.version
        again = books.find_invoice(access, entry.mark, entry.number)
        assert again is not None
        assert again.id == made.id
        bench.lose(made.id)
        for question in (
            lambda: books.update_invoice(access, made.id, entry, key="i5"),
            lambda: books.void_invoice(access, made.id, key="i6"),
            lambda: books.invoice_pdf(access, made.id),
        ):
            with pytest.raises(NotFound):
                question()

    def test_payments(self, bench: Bench) -> None:
        books, access = bench.books, bench.access
        invoice = bench.invoice()
        invoice_id = books.create_invoice(access, invoice, key="i1").id
        entry = PaymentEntry(new_id(), invoice.customer_id, invoice_id, 10_000, "USD", date(2026, 5, 2))
        assert books.find_payment(access, entry.mark) is None
        made = books.create_payment(access, entry, key="p1")
        assert books.create_payment(access, entry, key="p1").id == made.id
        found = books.find_payment(access, entry.mark)
        assert found is not None
        assert (found.id, made.total_minor) == (made.id, 10_000)
        assert books.update_payment(access, made.id, replace(entry, amount_minor=4_000), key="p2").total_minor == 4_000
        void = books.void_payment(access, made.id, key="p3")
        assert books.void_payment(access, made.id, key="p4").version == void.version
        bench.lose(made.id)
        with pytest.raises(NotFound):
            books.void_payment(access, made.id, key="p5")

    def test_items_and_tokens_that_are_not_taken(self, bench: Bench) -> None:
        books, access = bench.books, bench.access
        assert books.sales_item(access, key="s1") == books.sales_item(access, key="s1")
        assert len(books.items(access, currency="USD", most=2)) <= 2
        bench.forget()
        for question in (
            lambda: books.books(access),
            lambda: books.items(access, currency="USD", most=1),
            lambda: books.find_customer(access, "Acme"),
            lambda: books.create_customer(access, ACME, key="x"),
            lambda: books.invoice_pdf(access, "1"),
        ):
            with pytest.raises(AccessExpired):
                question()


class TestQuickBooks:
    """What is theirs alone."""

    @pytest.fixture
    def real(self, wire: QuickBooksWire) -> Bench:
        books = quickbooks_at(wire.url)
        grant = books.grant("good-code", redirect_uri="http://testserver/back")
        return Bench(books, Access(REALM, grant.access_token), grant, lambda: None, lambda _: None)

    def test_where_people_let_us_in(self, real: Bench) -> None:
        url = urlsplit(real.books.connect_url(state="s&", redirect_uri="https://x.example/back", workspace_id=HOME_ID))
        assert (url.netloc, parse_qs(url.query)["state"]) == ("appcenter.intuit.com", ["s&"])
        assert parse_qs(url.query)["scope"] == ["com.intuit.quickbooks.accounting"]

    def test_what_is_written(self, real: Bench, wire: QuickBooksWire) -> None:
        entry = real.invoice(customer_id=real.customer("Tab\tand: colon"))
        real.books.create_invoice(real.access, replace(entry, number="LONG-PREFIX-2026-000012345"), key="i1")
        [customer], [invoice] = wire.rows("Customer"), wire.rows("Invoice")
        assert customer["DisplayName"] == "Tab and colon"
        assert (invoice["DocNumber"], invoice["PrivateNote"]) == (
            "PREFIX-2026-000012345"[-21:],
            f"Quintet {entry.mark}",
        )
        first, second, discount = invoice["Line"]
        assert (first["Amount"], first["SalesItemLineDetail"]["Qty"]) == (250.0, 2.5)
        assert (second["Amount"], "Qty" in second["SalesItemLineDetail"]) == (3.33, False)
        assert (discount["Amount"], invoice["TxnTaxDetail"]["TotalTax"]) == (3.33, 47.5)
        item = wire.rows("Item")[0]
        assert (item["Type"], item["IncomeAccountRef"]["value"]) == ("Service", "79")

    def test_taxes_outside_the_united_states(self, real: Bench, wire: QuickBooksWire) -> None:
        wire.abroad("GB", ("20.0% S", 20, True), ("5.0% R", 5, True), ("20.0% RC", 20, True), ("No VAT", 0, False))
        wire.add("TaxCode", Name="For purchases only", Active=True, SalesTaxRateList={"TaxRateDetail": []})
        ids = {row["Name"]: row["Id"] for row in wire.rows("TaxCode")}
        plain = real.invoice(discount_minor=0)

        def written(percent: float, name: str | None, *taxable: bool) -> dict[str, Any]:
            lines = tuple(replace(line, taxable=each) for line, each in zip(plain.lines, taxable, strict=True))
            more: dict[str, Any] = {
                "mark": new_id(),
                "number": f"N-{new_id()[-8:]}",
                "tax_percent": percent,
                "tax_name": name,
            }
            made = real.books.create_invoice(real.access, replace(plain, lines=lines, **more), key=new_id())
            return wire.entities["Invoice"][made.id]

        def codes(row: dict[str, Any]) -> list[str | None]:
            return [line["SalesItemLineDetail"].get("TaxCodeRef", {}).get("value") for line in row["Line"]]

        mixed = written(20, "20.0% s", True, False)
        assert (codes(mixed), mixed["TotalAmt"]) == ([ids["20.0% S"], ids["No VAT"]], 303.33)
        assert (mixed["GlobalTaxCalculation"], "TxnTaxDetail" in mixed) == ("TaxExcluded", False)
        reduced = written(5, "Reduced", True, True)  # the one of its rate, whatever it is called
        assert (codes(reduced), reduced["TotalAmt"]) == ([ids["5.0% R"]] * 2, 266.0)
        none = written(20, None, False, False)
        assert (codes(none), none["GlobalTaxCalculation"]) == ([None, None], "NotApplicable")
        many = len(wire.rows("Invoice"))
        for percent, said in ((20, "several tax codes of 20 %: 20.0% S, 20.0% RC"), (7.5, "no tax code of 7.5 %")):
            with pytest.raises(ProviderRejected, match=said) as refused:
                written(percent, "VAT", True, True)
            assert refused.value.code == "no_tax_code"
        assert len(wire.rows("Invoice")) == many

    def test_their_items(self, real: Bench, wire: QuickBooksWire) -> None:
        for number in range(601):
            wire.add("Item", Name=f"Item {number:03}", Type="Service", UnitPrice=19.99, Sku=f"S{number}", Taxable=False)
        wire.add("Item", Name="A group", Type="Group")
        items = real.books.items(real.access, currency="USD", most=2_000)
        assert (len(items), items[600].name, items[0].price_minor, items[0].sku, items[0].taxable) == (
            601,
            "Item 600",
            1_999,
            "S0",
            False,
        )

    def test_what_goes_wrong(self, real: Bench, wire: QuickBooksWire) -> None:
        entry = real.invoice()
        real.books.create_invoice(real.access, entry, key="i1")
        with pytest.raises(ProviderRejected) as taken:
            real.books.create_invoice(real.access, replace(entry, mark=new_id()), key="i2")
        assert taken.value.code == "number_taken"
        with pytest.raises(ProviderRejected, match="does not let us into"):
            real.books.books(replace(real.access, books_id="other"))
        with pytest.raises(ProviderRejected, match="QUINTET_QUICKBOOKS_CLIENT_ID"):
            quickbooks_at(wire.url, "wrong").renew(real.grant.refresh_token)
        wire.entities["Account"].clear()
        wire.entities["Item"].clear()
        with pytest.raises(ProviderRejected, match="income account"):
            real.books.sales_item(real.access, key="s")
        for status, headers, wait in ((429, {"Retry-After": "7"}, 7), (429, {}, 60), (503, {}, None)):
            wire.fail_with, wire.fail_headers = status, headers
            for question in (lambda: real.books.books(real.access), lambda: real.books.renew("x")):
                with pytest.raises(ProviderUnavailable) as caught:
                    question()
                assert caught.value.retry_after == wait
        with pytest.raises(ProviderUnavailable):
            quickbooks_at("http://127.0.0.1:1", timeout=0.5).books(real.access)


class TestTheWholeWay:
    """Our records in QuickBooks' books, while things go wrong on the way."""

    @pytest.fixture
    def box(self, house: House, admin: Person, wire: QuickBooksWire) -> Mailbox:
        books = quickbooks_at(wire.url)
        house.services.add(Accounting, books)  # type: ignore[type-abstract]
        grant = books.grant("good-code", redirect_uri="http://testserver/back")

        def work(session: Any) -> None:
            bind_workspace(session, HOME_ID)
            shown = books.books(Access(REALM, grant.access_token))
            keep_connection(session, admin.actor, books, house.keyring, shown, grant)

        house.db.write_sync(work)
        return Mailbox(house)

    def settle(self, box: Mailbox) -> None:
        box.house.deliverer.drain_all()
        box.run_jobs()

    def test_taxed_abroad(self, admin: Person, box: Mailbox, wire: QuickBooksWire) -> None:
        wire.abroad("GB", ("20.0% S", 20, True), ("Exempt", 0, False))
        rate = admin.made("/tax-rates", name="20.0% S", percent=20)["id"]
        lines = [
            {"description": "Hull", "quantity": 1, "unit_price_minor": 10_000},
            {"description": "Book", "quantity": 1, "unit_price_minor": 5_000, "taxable": False},
        ]
        invoice = sent(admin, currency="USD", tax_rate_id=rate, lines=lines, discount_minor=1_500)
        self.settle(box)
        assert state(admin, invoice["id"])["invoice"]["status"] == "synced"
        assert (wire.rows("Invoice")[0]["TotalAmt"] * 100, invoice["total_minor"]) == (15_300, 15_300)

    def test_billed_in_two_currencies(
        self, admin: Person, box: Mailbox, wire: QuickBooksWire, at: Callable[[float], None]
    ) -> None:
        company = admin.made("/companies", name="Acme")["id"]
        first = sent(admin, company_id=company, currency="USD")
        self.settle(box)
        wire.lose_answers = True  # after they wrote the second customer down
        second = sent(admin, company_id=company, currency="EUR")
        self.settle(box)
        wire.lose_answers = False
        at(4_000)
        third = sent(admin, company_id=company, currency="EUR")
        for each in (first, second, third):
            pay(box.house.db, admin, each["id"], 10_000)
        self.settle(box)
        assert admin.listed(ENTRIES, status="failed") == []
        customers = {row["Id"]: (row["DisplayName"], row["CurrencyRef"]["value"]) for row in wire.rows("Customer")}
        home, euro = ("Acme", "USD"), ("Acme (EUR)", "EUR")
        assert sorted(customers.values()) == [home, euro]
        for entity in ("Invoice", "Payment"):
            payers = [customers[row["CustomerRef"]["value"]] for row in wire.rows(entity)]
            assert sorted(payers) == [home, euro, euro]
        titles = [state(admin, each["id"])["customer"]["title"] for each in (first, second, third)]
        assert titles == ["Acme", "Acme (EUR)", "Acme (EUR)"]
        # What is known of the company is told to both, and each stays in its currency.
        assert admin.patch(f"/companies/{company}", {"name": "Acme Holding", "currency": "GBP"}).status_code == 200
        self.settle(box)
        names = sorted((row["DisplayName"], row["CurrencyRef"]["value"]) for row in wire.rows("Customer"))
        assert names == [("Acme Holding", "USD"), ("Acme Holding (EUR)", "EUR")]
        # One that they had before, in a currency that nobody was asked for.
        wire.add("Customer", DisplayName="Known", CurrencyRef={"value": "GBP"})
        known = admin.made("/companies", name="Known")["id"]
        for currency in ("EUR", "GBP"):
            sent(admin, company_id=known, currency=currency)
        self.settle(box)
        assert admin.listed(ENTRIES, status="failed") == []
        shown = {str(row["DisplayName"]) for row in wire.rows("Customer")}
        assert {name for name in shown if name.startswith("Known")} == {"Known", "Known (EUR)"}

    def test_through_every_fault(
        self, admin: Person, box: Mailbox, wire: QuickBooksWire, at: Callable[[float], None]
    ) -> None:
        invoice = sent(admin, currency="USD", notes="First")
        wire.fail_with = 503
        self.settle(box)
        assert "trouble of its own" in state(admin, invoice["id"])["invoice"]["error"]
        wire.fail_with, wire.fail_headers = 429, {"Retry-After": "30"}
        at(600)
        self.settle(box)
        assert "asked too often" in state(admin, invoice["id"])["invoice"]["error"]
        # Their answer is lost after they wrote it down, once for each of the three: item, customer, invoice.
        wire.fail_with = None
        wire.lose_answers = True
        for turn in (1, 2, 3):
            at(4_000 * turn)  # the token gets old on the way
            self.settle(box)
        wire.lose_answers = False
        wire.access = "another"  # 401 in the middle: a token that should be good
        pay(box.house.db, admin, invoice["id"], 10_000)
        at(20_000)
        self.settle(box)
        assert [len(wire.rows(each)) for each in ("Customer", "Invoice", "Payment", "Item")] == [1, 1, 1, 1]
        shown = state(admin, invoice["id"])
        assert (shown["invoice"]["status"], shown["payments"][0]["status"]) == ("synced", "synced")
        assert (wire.rows("Invoice")[0]["TotalAmt"], wire.rows("Payment")[0]["TotalAmt"]) == (290.0, 100.0)
        pay(box.house.db, admin, invoice["id"], -10_000)
        admin.post(f"/invoices/{invoice['id']}/void", {"reason": "Wrong"})
        self.settle(box)
        assert (wire.rows("Invoice")[0]["TotalAmt"], wire.rows("Payment")[0]["TotalAmt"]) == (0, 0)
        assert admin.listed(ENTRIES, status="failed") == []
        wire.refresh = None
        wire.access = None
        assert "Connect again" in admin.post(f"{BOOKS}/check").json()["error"]
        assert admin.delete(BOOKS).status_code == 204
