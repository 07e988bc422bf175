"""Payments by card: once, whatever is asked twice, lost, or told often and in any order."""

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from typing import Any

import orjson
import pytest
from sqlalchemy import delete, select
from starlette.testclient import TestClient

from quintet.commerce.payments.ports import (
    CardPayments,
    ChargeReport,
    DisputeReport,
    DisputeStatus,
    Intent,
    IntentStatus,
    IntentWanted,
    Marks,
    Report,
)
from quintet.commerce.payments.sandbox import SandboxCardThing
from quintet.commerce.payments.webhooks import CardWebhooks
from quintet.foundation.inbound import InboundProviders
from quintet.kit.errors import ProviderUnavailable
from quintet.kit.ids import new_id
from quintet.providers.sandbox.card_events import HEADER, NAME, CardSigner, event_data
from quintet.wiring import House
from tests.commerce.billing import read, sent
from tests.commerce.test_company_cards import add, confirm
from tests.identity.mailbox import Mailbox
from tests.providers.stripe_wire import StripeWire, serving
from tests.providers.test_cards import stripe_at
from tests.world import ELSEWHERE_ID, HOME_ID, Person

Facts = Callable[..., list[str]]
SAVED_ONLY, LOST, DISPUTED = "4000000000000341", "4000000000000408", "4000000000000259"


@pytest.fixture
def invoice(member: Person) -> dict[str, Any]:
    return sent(member, member.made("/companies", name="Acme")["id"])


@pytest.fixture
def tell(house: House, anonymous: TestClient) -> Callable[..., int]:
    """Sends a webhook as the sandbox does."""

    def send(report: Report, event_id: str | None = None) -> int:
        body = orjson.dumps(event_data(event_id or f"sbx_evt_{new_id()}", "told", report))
        headers = {HEADER: CardSigner(house.keyring).sign(body)}
        return anonymous.post(f"/api/v1/inbound/{NAME}", content=body, headers=headers).status_code

    return send


def settle(house: House) -> None:
    """Let all webhooks come in, and what follows from them."""
    mailbox = Mailbox(house)
    mailbox.run_jobs()
    house.deliverer.drain_all()
    mailbox.run_jobs()


def payments(person: Person, invoice: dict[str, Any]) -> list[dict[str, Any]]:
    return person.listed("/payments", invoice_id=invoice["id"], sort="created_at")


def at_once(times: int, what: Callable[[], Any]) -> list[Any]:
    with ThreadPoolExecutor(times) as pool:
        return [each.result() for each in [pool.submit(what) for _ in range(times)]]


class TestForm:
    def test_who_may(
        self, anonymous: TestClient, member: Person, manager: Person, stranger: Person, invoice: dict[str, Any]
    ) -> None:
        for verb, body in (("card-form", {}), ("charge", {"card_id": "x"}), ("card-payments/check", {})):
            path = f"/invoices/{invoice['id']}/{verb}"
            assert anonymous.post(f"/api/v1{path}", json=body).status_code == 401
            assert stranger.post(path, body).status_code == 404
            if "check" not in verb:
                assert [member.post(path, body).status_code, manager.post(path, body).status_code] == [403, 403]
        assert stranger.get(f"/invoices/{invoice['id']}/card-payments").status_code == 404

    def test_paid_once_though_told_often_in_any_order_at_once(
        self, admin: Person, house: House, invoice: dict[str, Any], tell: Callable[..., int], facts_of: Facts
    ) -> None:
        path = f"/invoices/{invoice['id']}"
        forms = [answer.json() for answer in at_once(4, lambda: admin.post(f"{path}/card-form"))]
        assert len({form["client_secret"] for form in forms}) == 1
        assert (forms[0]["amount_minor"], forms[0]["currency"], forms[0]["provider"]) == (25_000, "EUR", NAME)
        refused = confirm(admin.http, forms[0]["client_secret"], "4000000000000002").json()
        assert refused["status"] == "open"
        assert confirm(admin.http, forms[0]["client_secret"]).json()["status"] == "succeeded"
        [begun] = admin.listed(f"{path}/card-payments")
        marks = Marks(HOME_ID, invoice["id"], begun["id"])
        provider_id = house.db.read_sync(
            lambda session: session.scalars(select(SandboxCardThing.id).where(SandboxCardThing.kind == "intent")).one()
        )
        paid = Intent(provider_id, IntentStatus.succeeded, 25_000, "EUR", marks, received_minor=25_000)
        charge = ChargeReport(provider_id, "sbx_ch_1", 25_000, 0, "EUR", marks, "visa", "4242")
        stale = [
            replace(paid, status=status, received_minor=0) for status in (IntentStatus.open, IntentStatus.processing)
        ]
        reports: list[Report] = [paid, charge, paid, charge, *stale]
        told = [(report, f"sbx_evt_{number}") for number, report in enumerate(reports)] * 10
        random.Random(7).shuffle(told)
        with ThreadPoolExecutor(6) as pool:
            assert set(pool.map(lambda each: tell(*each), told)) == {200}
        settle(house)
        [payment] = payments(admin, invoice)
        assert (payment["amount_minor"], payment["applied_minor"], payment["method"]) == (25_000, 25_000, "card")
        assert (payment["provider"], payment["card_brand"], payment["card_last4"]) == (NAME, "visa", "4242")
        assert (read(admin, invoice)["status"], admin.listed(f"{path}/card-payments")[0]["status"]) == (
            "paid",
            "succeeded",
        )
        facts = facts_of("invoice", invoice["id"])
        for fact in ("invoice.charge_begun", "payment.recorded", "invoice.paid"):
            assert facts.count(fact) == 1
        again = admin.post(f"{path}/card-form")
        assert (again.status_code, again.json()["code"]) == (409, "not_payable")

    def test_never_two_open_for_one_invoice(
        self, admin: Person, member: Person, house: House, invoice: dict[str, Any]
    ) -> None:
        path = f"/invoices/{invoice['id']}"
        first = admin.post(f"{path}/card-form").json()["client_secret"]
        admin.made("/payments", invoice_id=invoice["id"], amount_minor=5_000, method="cash")
        second = admin.post(f"{path}/card-form").json()
        assert (second["amount_minor"], second["client_secret"] != first) == (20_000, True)
        assert confirm(admin.http, first).json()["code"] == "payment_over"
        admin.made("/payments", invoice_id=invoice["id"], amount_minor=20_000, method="cash")
        # The page is still open, and quicker than we are: the money came, and nobody owed it.
        assert confirm(admin.http, second["client_secret"]).json()["status"] == "succeeded"
        settle(house)
        assert "payment_unapplied" in [each["kind"] for each in member.listed("/notifications")]
        last = payments(admin, invoice)[-1]
        assert (last["amount_minor"], last["applied_minor"]) == (20_000, 0)
        assert read(admin, invoice)["paid_minor"] == 25_000
        back = admin.made(f"/payments/{last['id']}/refund")
        assert (back["amount_minor"], read(admin, invoice)["status"]) == (-20_000, "paid")

    def test_what_is_not_owed_any_more_is_ended(self, admin: Person, house: House, invoice: dict[str, Any]) -> None:
        path = f"/invoices/{invoice['id']}"
        secret = admin.post(f"{path}/card-form").json()["client_secret"]
        assert admin.post(f"{path}/void").status_code == 200
        house.deliverer.drain_all()
        settle(house)
        assert confirm(admin.http, secret).json()["code"] == "payment_over"
        assert [each["status"] for each in admin.listed(f"{path}/card-payments")] == ["cancelled"]

    def test_a_part_and_then_the_rest(self, admin: Person, house: House, invoice: dict[str, Any]) -> None:
        path = f"/invoices/{invoice['id']}"
        for sum_minor, status in ((0, 422), (25_001, 422)):
            refused = admin.post(f"{path}/card-form", {"amount_minor": sum_minor})
            assert (refused.status_code, refused.json()["errors"][0]["field"]) == (status, "amount_minor")
        begun = admin.post(f"{path}/card-form", {"amount_minor": 10_000}).json()
        assert admin.post(f"{path}/card-form", {"amount_minor": 10_000}).json() == begun
        # Some of it comes in cash meanwhile: the part is still owed, and its form still open.
        admin.made("/payments", invoice_id=invoice["id"], amount_minor=2_000, method="cash")
        settle(house)
        assert confirm(admin.http, begun["client_secret"]).status_code == 200
        settle(house)
        assert (read(admin, invoice)["status"], read(admin, invoice)["balance_minor"]) == ("partial", 13_000)
        assert admin.post(f"{path}/card-form").json()["amount_minor"] == 13_000
        assert [each["amount_minor"] for each in payments(admin, invoice)] == [2_000, 10_000]


class TestSavedCard:
    def test_charged_once_though_many_press_at_once(self, admin: Person, house: House, invoice: dict[str, Any]) -> None:
        card = add(admin, invoice["company_id"])
        path = f"/invoices/{invoice['id']}/charge"
        answers = at_once(4, lambda: admin.post(path, {"card_id": card["id"]}))
        assert {answer.status_code for answer in answers} <= {200, 409}
        settle(house)
        assert [each["amount_minor"] for each in payments(admin, invoice)] == [25_000]
        assert read(admin, invoice)["status"] == "paid"
        charged = [message for message in Mailbox(house).messages() if message.subject.startswith("Charged")]
        assert len(charged) == 1

    def test_two_people_pay_at_once(
        self, admin: Person, anonymous: TestClient, house: House, invoice: dict[str, Any]
    ) -> None:
        """One charges the saved card while another pays on the page: one of them does, the other is told."""
        card = add(admin, invoice["company_id"])
        page = admin.get(f"/invoices/{invoice['id']}/pay-link").json()["url"].partition("#")[2]

        def charge() -> int:
            return admin.post(f"/invoices/{invoice['id']}/charge", {"card_id": card["id"]}).status_code

        def pay() -> int:
            begun = anonymous.post(f"/api/v1/public/invoices/{page}/checkout")
            if begun.status_code != 200:
                return begun.status_code
            return int(confirm(anonymous, begun.json()["client_secret"]).status_code)

        with ThreadPoolExecutor(4) as pool:
            answers = [each.result() for each in [pool.submit(what) for what in (charge, pay, charge, pay)]]
        assert set(answers) <= {200, 409}
        settle(house)
        assert [(each["amount_minor"], each["applied_minor"]) for each in payments(admin, invoice)] == [
            (25_000, 25_000)
        ]
        assert read(admin, invoice)["status"] == "paid"
        taken = [message for message in Mailbox(house).messages() if message.subject.startswith("Charged")]
        assert len(taken) == 1

    def test_a_part_is_charged_once_though_many_press_at_once(
        self, admin: Person, house: House, invoice: dict[str, Any]
    ) -> None:
        card = {"card_id": add(admin, invoice["company_id"])["id"]}
        path = f"/invoices/{invoice['id']}/charge"
        for said, field in (
            ({"amount_minor": 10_000}, "balance_minor"),
            ({"amount_minor": 0, "balance_minor": 25_000}, "amount_minor"),
            ({"amount_minor": -1, "balance_minor": 25_000}, "amount_minor"),
            ({"amount_minor": 10.5, "balance_minor": 25_000}, "amount_minor"),
            ({"amount_minor": 25_001, "balance_minor": 25_000}, "amount_minor"),
        ):
            refused = admin.post(path, {**card, **said})
            assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, field)
        assert admin.listed(f"/invoices/{invoice['id']}/card-payments") == []
        part = {**card, "amount_minor": 10_000, "balance_minor": 25_000}
        answers = at_once(4, lambda: admin.post(path, part))
        assert {answer.status_code for answer in answers} <= {200, 409}
        late = admin.post(path, part)
        assert (late.status_code, late.json()["code"]) == (409, "balance_changed")
        settle(house)
        assert [each["amount_minor"] for each in payments(admin, invoice)] == [10_000]
        assert (read(admin, invoice)["status"], read(admin, invoice)["balance_minor"]) == ("partial", 15_000)
        # As much again, by somebody who saw what is open now; and then the rest.
        for said in ({"amount_minor": 10_000, "balance_minor": 15_000}, {}):
            assert admin.post(path, {**card, **said}).json()["status"] == "succeeded"
        settle(house)
        assert [each["amount_minor"] for each in payments(admin, invoice)] == [10_000, 10_000, 5_000]
        assert read(admin, invoice)["status"] == "paid"

    def test_a_part_whose_answer_is_lost(self, admin: Person, house: House, invoice: dict[str, Any]) -> None:
        card = add(admin, invoice["company_id"], LOST)
        path = f"/invoices/{invoice['id']}/charge"
        part = {"card_id": card["id"], "amount_minor": 10_000, "balance_minor": 25_000}
        assert admin.post(path, part).status_code == 503
        other = admin.post(path, {**part, "amount_minor": 9_000})
        assert (other.status_code, other.json()["code"]) == (409, "payment_under_way")
        assert admin.post(path, part).json()["status"] == "succeeded"
        settle(house)
        assert [each["amount_minor"] for each in payments(admin, invoice)] == [10_000]

    def test_a_card_that_is_not_taken(
        self, admin: Person, member: Person, house: House, invoice: dict[str, Any], facts_of: Facts
    ) -> None:
        company, path = invoice["company_id"], f"/invoices/{invoice['id']}/charge"
        assert admin.post(path, {"card_id": "sbx_card_x"}).status_code == 404
        bad = add(admin, company, SAVED_ONLY)
        refused = admin.post(path, {"card_id": bad["id"]})
        assert (refused.json()["code"], "declined" in refused.json()["detail"]) == ("card_declined", True)
        settle(house)
        assert facts_of("invoice", invoice["id"]).count("invoice.payment_failed") == 1
        assert [each["kind"] for each in member.listed("/notifications")] == ["payment_failed"]
        other = add(admin, company, "5555555555554444")
        assert admin.post(path, {"card_id": "sbx_card_x"}).status_code == 404
        assert admin.post(path, {"card_id": other["id"]}).json()["status"] == "succeeded"
        settle(house)
        statuses = [each["status"] for each in admin.listed(f"/invoices/{invoice['id']}/card-payments")]
        assert statuses == ["succeeded", "failed", "failed"]
        assert [each["card_last4"] for each in payments(admin, invoice)] == ["4444"]

    def test_a_lost_answer_is_found_by_asking_again(self, admin: Person, house: House, invoice: dict[str, Any]) -> None:
        card = add(admin, invoice["company_id"], LOST)
        path = f"/invoices/{invoice['id']}/charge"
        lost = admin.post(path, {"card_id": card["id"]})
        assert lost.status_code == 503
        assert payments(admin, invoice) == []
        assert admin.post(path, {"card_id": card["id"]}).json()["status"] == "succeeded"
        settle(house)
        assert [each["amount_minor"] for each in payments(admin, invoice)] == [25_000]

    def test_killed_after_the_charge(
        self, admin: Person, house: House, invoice: dict[str, Any], at: Callable[[float], None]
    ) -> None:
        """The process died between the provider's charge and our commit, and no webhook ever comes."""
        card = add(admin, invoice["company_id"])
        cards = house.services.get(CardPayments)  # type: ignore[type-abstract]
        dying = Dying(cards)
        house.services.add(CardPayments, dying)  # type: ignore[type-abstract]
        assert admin.post(f"/invoices/{invoice['id']}/charge", {"card_id": card["id"]}).status_code == 500
        house.services.add(CardPayments, cards)  # type: ignore[type-abstract]
        house.db.write_sync(
            lambda session: session.execute(delete(SandboxCardThing).where(SandboxCardThing.kind == "event"))
        )
        mailbox = Mailbox(house)
        mailbox.run_schedule("commerce.check_card_payments")
        assert payments(admin, invoice) == []
        at(240)
        mailbox.run_schedule("commerce.check_card_payments")
        mailbox.run_schedule("commerce.check_card_payments")
        assert [each["amount_minor"] for each in payments(admin, invoice)] == [25_000]
        # And one that died before it asked: nothing was charged, and another may be.
        other = sent(admin, invoice["company_id"])
        dying.before = True
        house.services.add(CardPayments, dying)  # type: ignore[type-abstract]
        assert admin.post(f"/invoices/{other['id']}/charge", {"card_id": card["id"]}).status_code == 500
        house.services.add(CardPayments, cards)  # type: ignore[type-abstract]
        at(600)
        shown = admin.post(f"/invoices/{other['id']}/card-payments/check").json()["data"]
        assert [each["status"] for each in shown] == ["failed"]
        assert admin.post(f"/invoices/{other['id']}/charge", {"card_id": card["id"]}).json()["status"] == "succeeded"
        assert len(payments(admin, other)) == 1


class TestRefund:
    def test_back_to_the_card_once(self, admin: Person, house: House, invoice: dict[str, Any], facts_of: Facts) -> None:
        card = add(admin, invoice["company_id"])
        admin.post(f"/invoices/{invoice['id']}/charge", {"card_id": card["id"]})
        [payment] = payments(admin, invoice)
        path = f"/payments/{payment['id']}/refund"
        body = {"amount_minor": 10_000, "reason": "Broken"}
        keyed = at_once(3, lambda: admin.post(path, body, **{"Idempotency-Key": "r1"}))
        assert {answer.status_code for answer in keyed} == {201}
        assert len({answer.json()["id"] for answer in keyed}) == 1
        others = at_once(3, lambda: admin.post(path, body).status_code)
        assert sorted(others) == [201, 422, 422]
        settle(house)
        assert [each["amount_minor"] for each in payments(admin, invoice)] == [25_000, -10_000, -10_000]
        assert (read(admin, invoice)["paid_minor"], read(admin, invoice)["status"]) == (5_000, "partial")
        # Somebody gives the rest back in the provider's own pages.
        house.services.get(CardPayments).refund(payment["provider_id"], 5_000, "EUR", key="elsewhere")  # type: ignore[type-abstract]
        settle(house)
        assert [each["amount_minor"] for each in payments(admin, invoice)][3:] == [-5_000]
        assert facts_of("payment", payment["id"]).count("payment.refunded") == 3
        assert read(admin, invoice)["status"] == "sent"

    def test_unknown_whether_it_happened(
        self, admin: Person, house: House, invoice: dict[str, Any], at: Callable[[float], None]
    ) -> None:
        card = add(admin, invoice["company_id"])
        admin.post(f"/invoices/{invoice['id']}/charge", {"card_id": card["id"]})
        [payment] = payments(admin, invoice)
        cards = house.services.get(CardPayments)  # type: ignore[type-abstract]
        house.services.add(CardPayments, Dying(cards))  # type: ignore[type-abstract]
        assert admin.post(f"/payments/{payment['id']}/refund").status_code == 503
        house.services.add(CardPayments, cards)  # type: ignore[type-abstract]
        assert admin.post(f"/payments/{payment['id']}/refund").status_code == 422
        path = f"/invoices/{invoice['id']}/card-payments"
        [undone] = admin.get(path).json()["refunds"]
        assert (undone["status"], undone["amount_minor"], undone["payment_id"]) == ("asking", 25_000, payment["id"])
        # Whoever sees that may have it asked again, as does a job: it happens once.
        assert admin.post(f"{path}/check").json()["refunds"] == []
        at(240)
        Mailbox(house).run_schedule("commerce.check_card_payments")
        settle(house)
        assert [each["amount_minor"] for each in payments(admin, invoice)] == [25_000, -25_000]


class TestWebhooks:
    def test_forged_and_foreign(
        self, anonymous: TestClient, tell: Callable[..., int], house: House, admin: Person, invoice: dict[str, Any]
    ) -> None:
        paid = Intent("pi_x", IntentStatus.succeeded, 25_000, "EUR", Marks(HOME_ID, invoice["id"], ""))
        body = orjson.dumps(event_data("e", "t", paid))
        assert anonymous.post(f"/api/v1/inbound/{NAME}", content=body, headers={HEADER: "x"}).status_code == 401
        assert anonymous.post(f"/api/v1/inbound/{NAME}", content=body).status_code == 401
        for marks in (Marks(), Marks(new_id(), invoice["id"], ""), Marks(ELSEWHERE_ID, invoice["id"], "")):
            assert tell(replace(paid, marks=marks)) == 200
        settle(house)
        assert payments(admin, invoice) == []
        # Paid by what we never began, but bearing our marks: a link made at the provider.
        assert tell(paid) == 200
        settle(house)
        assert read(admin, invoice)["status"] == "paid"

    def test_disputed(
        self, admin: Person, house: House, invoice: dict[str, Any], tell: Callable[..., int], facts_of: Facts
    ) -> None:
        card = add(admin, invoice["company_id"], DISPUTED)
        path = f"/invoices/{invoice['id']}"
        admin.post(f"{path}/charge", {"card_id": card["id"]})
        settle(house)
        [payment] = payments(admin, invoice)
        assert (payment["dispute_status"], read(admin, invoice)["status"]) == ("open", "paid")
        opened = house.db.read_sync(
            lambda session: [
                t.data["report"] for t in session.scalars(select(SandboxCardThing)) if t.data.get("kind") == "dispute"
            ]
        )[0]
        lost = DisputeReport(**{**opened, "status": DisputeStatus.lost})
        for report in (lost, replace(lost, status=DisputeStatus.open), lost):
            tell(report)
        settle(house)
        assert [each["kind"] for each in payments(admin, invoice)] == ["payment", "dispute"]
        assert payments(admin, invoice)[0]["dispute_status"] == "lost"
        assert read(admin, invoice)["balance_minor"] == 25_000
        facts = facts_of("payment", payment["id"])
        assert [facts.count(f"payment.{what}") for what in ("disputed", "dispute_ended", "refunded")] == [1, 1, 1]
        assert tell(replace(lost, dispute_id="sbx_dp_other", intent_id="sbx_intent_unknown")) == 200
        assert Mailbox(house).run_jobs()[-1].status == "retrying"


class TestStripe:
    @pytest.fixture
    def wire(self, house: House) -> Iterator[StripeWire]:
        with serving() as wire:
            cards = stripe_at(wire.url)
            house.services.add(CardPayments, cards)  # type: ignore[type-abstract]
            house.services.get(InboundProviders).add(CardWebhooks(cards))
            yield wire

    def test_charged_told_and_given_back(
        self, admin: Person, house: House, wire: StripeWire, invoice: dict[str, Any], anonymous: TestClient
    ) -> None:
        company, path = invoice["company_id"], f"/invoices/{invoice['id']}"
        setup = admin.made(f"/companies/{company}/cards")
        wire.save(setup["client_secret"], "4242424242424242")
        [card] = admin.listed(f"/companies/{company}/cards")
        wire.lose_answers = True
        assert admin.post(f"{path}/charge", {"card_id": card["id"]}).status_code == 503
        wire.lose_answers = False

        def told() -> None:
            webhooks = wire.webhooks() * 3
            random.Random(3).shuffle(webhooks)
            with ThreadPoolExecutor(4) as pool:
                posted = pool.map(
                    lambda w: anonymous.post("/api/v1/inbound/stripe", content=w[0], headers=w[1]), webhooks
                )
                assert {answer.status_code for answer in posted} == {200}
            settle(house)

        with ThreadPoolExecutor(2) as pool:
            again = pool.submit(lambda: admin.post(f"{path}/charge", {"card_id": card["id"]}).status_code)
            pool.submit(told).result()
            assert again.result() in (200, 409)
        [payment] = payments(admin, invoice)
        assert (payment["provider"], payment["card_last4"], read(admin, invoice)["status"]) == (
            "stripe",
            "4242",
            "paid",
        )
        assert admin.made(f"/payments/{payment['id']}/refund", amount_minor=5_000)["amount_minor"] == -5_000
        told()
        assert read(admin, invoice)["paid_minor"] == 20_000
        assert asdict(stripe_at(wire.url).read_intent(payment["provider_id"]))["amount_minor"] == 25_000


class Dying:
    """A provider whose asker dies before or after it did what it was asked."""

    def __init__(self, cards: CardPayments) -> None:
        self._cards, self.before = cards, False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cards, name)

    def create_intent(self, wanted: IntentWanted) -> Intent:
        if not self.before:
            self._cards.create_intent(wanted)
        raise RuntimeError("killed")

    def refund(self, intent_id: str, amount_minor: int, currency: str, *, key: str) -> None:
        self._cards.refund(intent_id, amount_minor, currency, key=key)
        raise ProviderUnavailable("The answer was lost.")
