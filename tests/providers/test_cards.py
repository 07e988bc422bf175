"""What the port of card payments promises, of the sandbox and of Stripe at a server that speaks its format."""

import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from quintet.commerce.payments.ports import (
    CardPayments,
    ChargeReport,
    DisputeReport,
    DisputeStatus,
    Intent,
    IntentStatus,
    IntentWanted,
    Marks,
    NewCustomer,
    NoCardPayments,
    Report,
)
from quintet.commerce.payments.sandbox import SandboxCardThing
from quintet.kit.currencies import DECIMALS
from quintet.kit.errors import (
    BadRequest,
    NotConfigured,
    NotFound,
    ProviderRejected,
    ProviderUnavailable,
    Unauthenticated,
)
from quintet.kit.ids import new_id
from quintet.providers.sandbox.card_events import HEADER, CardSigner
from quintet.providers.sandbox.cards import SandboxCards
from quintet.providers.stripe.amounts import from_stripe, to_stripe
from quintet.providers.stripe.cards import StripeCards
from quintet.wiring import House
from tests.providers.stripe_wire import WEBHOOK_SECRET, StripeWire, serving, signed
from tests.world import HOME_ID

GOOD, DECLINED, ASKS, SAVED_ONLY = "4242424242424242", "4000000000000002", "4000002500003155", "4000000000000341"
Webhook = tuple[bytes, dict[str, str]]


@dataclass
class Bench:
    """An adapter, and what happens at the provider's side: a browser with a card, and the webhooks."""

    cards: CardPayments
    pay: Callable[..., None]
    save: Callable[[str, str], None]
    webhooks: Callable[[], list[Webhook]]

    def customer(self) -> str:
        return self.cards.create_customer(NewCustomer(HOME_ID, new_id(), "Acme", "a@acme.example", new_id()))

    def saved(self, customer_id: str, number: str) -> str:
        before = {card.id for card in self.cards.saved_cards(customer_id)}
        self.save(self.cards.begin_setup(customer_id, key=new_id()), number)
        return next(card.id for card in self.cards.saved_cards(customer_id) if card.id not in before)

    def reports(self) -> list[Report]:
        taken = [self.cards.take_event(*webhook) for webhook in self.webhooks()]
        return [event.report for event in taken if event.report is not None]


@pytest.fixture(scope="module")
def served() -> Iterator[StripeWire]:
    with serving() as wire:
        yield wire


@pytest.fixture
def wire(served: StripeWire) -> StripeWire:
    url = served.url
    served.__init__()  # type: ignore[misc]
    served.url = url
    return served


def stripe_at(url: str, key: str = "sk_test_1", secret: str | None = WEBHOOK_SECRET) -> StripeCards:
    return StripeCards(key, publishable_key="pk_test_1", webhook_secret=secret, timeout=5, api_url=url)


def sandbox_bench(house: House) -> Bench:
    cards = SandboxCards(house.db, house.keyring)

    def pay(secret: str, number: str, *, confirmed: bool = False) -> None:
        cards.confirm(secret, number, 12, 2040, confirmed=confirmed)

    def webhooks() -> list[Webhook]:
        events = select(SandboxCardThing).where(SandboxCardThing.kind == "event").order_by(SandboxCardThing.id)
        sent = house.db.read_sync(lambda session: [orjson.dumps(e.data) for e in session.scalars(events)])
        return [(body, {HEADER: CardSigner(house.keyring).sign(body)}) for body in sent]

    return Bench(cards, pay, lambda secret, number: pay(secret, number), webhooks)


@pytest.fixture(params=["sandbox", "stripe"])
def bench(request: pytest.FixtureRequest, house: House) -> Bench:
    if request.param == "sandbox":
        return sandbox_bench(house)
    wire: StripeWire = request.getfixturevalue("wire")
    return Bench(stripe_at(wire.url), wire.pay, wire.save, wire.webhooks)


def wanted(**values: object) -> IntentWanted:
    marks = Marks(HOME_ID, new_id(), new_id())
    standard = {"marks": marks, "amount_minor": 1250, "currency": "EUR", "description": "INV-1", "key": new_id()}
    return IntentWanted(**{**standard, **values})  # type: ignore[arg-type]


class TestPort:
    def test_a_customer_is_made_once_for_each_key(self, bench: Bench) -> None:
        new = NewCustomer(HOME_ID, new_id(), "Acme", None, new_id())
        assert bench.cards.create_customer(new) == bench.cards.create_customer(new)
        assert bench.customer() != bench.customer()

    def test_cards_are_saved_listed_and_removed(self, bench: Bench) -> None:
        customer, other = bench.customer(), bench.customer()
        assert bench.cards.saved_cards(customer) == []
        first, second = bench.saved(customer, GOOD), bench.saved(customer, "5555555555554444")
        shown = bench.cards.saved_cards(customer)
        assert [(card.id, card.brand, card.last4, card.is_default) for card in shown] == [
            (first, "visa", "4242", True),
            (second, "mastercard", "4444", False),
        ]
        with pytest.raises(NotFound):
            bench.cards.remove_card(other, first)
        bench.cards.remove_card(customer, first)
        assert [(card.id, card.is_default) for card in bench.cards.saved_cards(customer)] == [(second, True)]
        with pytest.raises(NotFound):
            bench.cards.remove_card(customer, "pm_nothing")
        with pytest.raises(NotFound):
            bench.cards.saved_cards("cus_nothing")

    def test_saved_cards_are_offered_in_a_form(self, bench: Bench) -> None:
        customer = bench.customer()
        first, second = (bench.cards.begin_session(customer, all_cards=whether) for whether in (True, False))
        assert first != second
        with pytest.raises(NotFound):
            bench.cards.begin_session("cus_nothing", all_cards=True)

    def test_a_payment_is_begun_once_paid_and_told(self, bench: Bench) -> None:
        asked = wanted()
        begun = bench.cards.create_intent(asked)
        assert (begun.status, begun.amount_minor, begun.marks) == (IntentStatus.open, 1250, asked.marks)
        assert bench.cards.create_intent(asked).id == begun.id
        bench.pay(str(begun.client_secret), GOOD)
        paid = bench.cards.read_intent(begun.id)
        assert (paid.status, paid.received_minor) == (IntentStatus.succeeded, 1250)
        assert (paid.brand, paid.last4) == ("visa", "4242")
        told = bench.reports()
        intents = [report for report in told if isinstance(report, Intent)]
        charges = [report for report in told if isinstance(report, ChargeReport)]
        assert [(i.id, i.status, i.received_minor, i.marks) for i in intents] == [
            (begun.id, IntentStatus.succeeded, 1250, asked.marks)
        ]
        assert [(c.intent_id, c.paid_minor, c.refunded_minor, c.currency, c.marks) for c in charges] == [
            (begun.id, 1250, 0, "EUR", asked.marks)
        ]
        assert bench.cards.cancel_intent(begun.id).status is IntentStatus.succeeded

    def test_a_declined_card_leaves_the_payment_open(self, bench: Bench) -> None:
        begun = bench.cards.create_intent(wanted())
        bench.pay(str(begun.client_secret), DECLINED)
        declined = bench.cards.read_intent(begun.id)
        assert (declined.status, declined.received_minor) == (IntentStatus.open, 0)
        assert "declined" in str(declined.error)
        bench.pay(str(begun.client_secret), GOOD)
        assert bench.cards.read_intent(begun.id).status is IntentStatus.succeeded

    def test_a_card_whose_holder_is_asked(self, bench: Bench) -> None:
        begun = bench.cards.create_intent(wanted())
        bench.pay(str(begun.client_secret), ASKS)
        assert bench.cards.read_intent(begun.id).status is IntentStatus.needs_action
        bench.pay(str(begun.client_secret), ASKS, confirmed=True)
        assert bench.cards.read_intent(begun.id).status is IntentStatus.succeeded

    def test_a_saved_card_is_charged_once_for_each_key(self, bench: Bench) -> None:
        customer = bench.customer()
        asked = wanted(customer_id=customer, card_id=bench.saved(customer, GOOD))
        assert {bench.cards.create_intent(asked).id for _ in range(3)} == {bench.cards.create_intent(asked).id}
        charged = [report for report in bench.reports() if isinstance(report, ChargeReport)]
        assert len(charged) == 1

    def test_a_saved_card_that_is_not_taken(self, bench: Bench) -> None:
        customer = bench.customer()
        asked = wanted(customer_id=customer, card_id=bench.saved(customer, SAVED_ONLY))
        answer = bench.cards.create_intent(asked)
        assert (answer.status, bool(answer.error)) == (IntentStatus.open, True)
        asks = bench.cards.create_intent(wanted(customer_id=customer, card_id=bench.saved(customer, ASKS)))
        assert asks.status is IntentStatus.needs_action

    def test_somebody_elses_card_is_not_charged(self, bench: Bench) -> None:
        card = bench.saved(bench.customer(), GOOD)
        with pytest.raises(NotFound):
            bench.cards.create_intent(wanted(customer_id=bench.customer(), card_id=card))

    def test_a_cancelled_payment_can_not_be_paid(self, bench: Bench) -> None:
        begun = bench.cards.create_intent(wanted())
        assert bench.cards.cancel_intent(begun.id).status is IntentStatus.cancelled
        assert bench.cards.cancel_intent(begun.id).status is IntentStatus.cancelled
        assert bench.cards.read_intent(begun.id).status is IntentStatus.cancelled

    def test_a_payment_is_found_by_our_mark(self, bench: Bench) -> None:
        since = datetime.now(UTC) - timedelta(minutes=1)
        asked = wanted()
        assert bench.cards.find_intent(asked.marks, since) is None
        begun = bench.cards.create_intent(asked)
        bench.cards.create_intent(wanted())
        found = bench.cards.find_intent(asked.marks, since)
        assert found is not None
        assert found.id == begun.id

    def test_money_is_given_back_once_for_each_key(self, bench: Bench) -> None:
        begun = bench.cards.create_intent(wanted())
        with pytest.raises(ProviderRejected):
            bench.cards.refund(begun.id, 100, "EUR", key=new_id())
        bench.pay(str(begun.client_secret), GOOD)
        key = new_id()
        for _ in range(3):
            bench.cards.refund(begun.id, 250, "EUR", key=key)
        bench.cards.refund(begun.id, 1000, "EUR", key=new_id())
        with pytest.raises(ProviderRejected):
            bench.cards.refund(begun.id, 1, "EUR", key=new_id())
        refunded = [report.refunded_minor for report in bench.reports() if isinstance(report, ChargeReport)]
        assert refunded == [0, 250, 1250]

    def test_what_there_is_not(self, bench: Bench) -> None:
        with pytest.raises(NotFound):
            bench.cards.read_intent("pi_nothing")
        with pytest.raises(NotFound):
            bench.cards.cancel_intent("pi_nothing")

    def test_a_webhook_that_is_not_the_providers(self, bench: Bench) -> None:
        bench.pay(str(bench.cards.create_intent(wanted()).client_secret), GOOD)
        body, headers = bench.webhooks()[0]
        bench.cards.take_event(body, headers)
        for forged in ((body + b" ", headers), (body, {}), (body, dict.fromkeys(headers, "t=1,v1=00")), (b"\xff", {})):
            with pytest.raises(Unauthenticated):
                bench.cards.take_event(*forged)
        for odd in (b"", b"[]", b"{}", b'{"id": 1, "type": null, "data": {}}'):
            with pytest.raises(BadRequest):
                bench.cards.read_event(odd)


class TestSandbox:
    def test_an_old_webhook_is_refused(self, house: House, at: Callable[[float], None]) -> None:
        bench = sandbox_bench(house)
        bench.pay(str(bench.cards.create_intent(wanted()).client_secret), GOOD)
        webhook = bench.webhooks()[0]
        at(600)
        with pytest.raises(Unauthenticated):
            bench.cards.take_event(*webhook)

    def test_a_charge_whose_answer_is_lost(self, house: House) -> None:
        bench = sandbox_bench(house)
        customer = bench.customer()
        asked = wanted(customer_id=customer, card_id=bench.saved(customer, "4000000000000408"))
        with pytest.raises(ProviderUnavailable):
            bench.cards.create_intent(asked)
        found = bench.cards.find_intent(asked.marks, datetime.now(UTC))
        assert found is not None
        assert found.status is IntentStatus.succeeded
        assert bench.cards.create_intent(asked).id == found.id

    def test_a_payment_that_is_disputed(self, house: House) -> None:
        bench = sandbox_bench(house)
        begun = bench.cards.create_intent(wanted())
        bench.pay(str(begun.client_secret), "4000000000000259")
        dispute = bench.reports()[-1]
        assert isinstance(dispute, DisputeReport)
        assert (dispute.intent_id, dispute.amount_minor, dispute.status) == (begun.id, 1250, DisputeStatus.open)


class TestStripe:
    def test_a_webhook_that_was_signed_long_ago_or_by_another(self, wire: StripeWire) -> None:
        cards = stripe_at(wire.url)
        body = json.dumps({"id": "evt_1", "type": "customer.created", "data": {"object": {}}}).encode()
        assert cards.take_event(*signed(body)).report is None
        for webhook in (signed(body, at=int(datetime.now(UTC).timestamp()) - 400), signed(body, secret="whsec_x")):
            with pytest.raises(Unauthenticated):
                cards.take_event(*webhook)
        with pytest.raises(Unauthenticated):
            stripe_at(wire.url, secret=None).take_event(*signed(body))

    def test_strangers_are_offered_only_the_cards_whose_holder_agreed(self, wire: StripeWire) -> None:
        cards = stripe_at(wire.url)
        customer = cards.create_customer(NewCustomer(HOME_ID, new_id(), "Acme", None, new_id()))
        for all_cards, shown in ((True, ["always", "limited", "unspecified"]), (False, ["always"])):
            secret = cards.begin_session(customer, all_cards=all_cards)
            made = wire.things[secret.partition("_secret_")[0]]
            assert (made["customer"], made["shown"]) == (customer, shown)

    def test_disputes_and_checkout_pages(self, wire: StripeWire) -> None:
        cards = stripe_at(wire.url)
        begun = cards.create_intent(wanted())
        for status, ours in (("needs_response", "open"), ("won", "won"), ("lost", "lost"), ("prevented", "won")):
            wire.dispute(begun.id, status)
            report = cards.read_event(json.dumps(wire.events[-1]).encode()).report
            assert isinstance(report, DisputeReport)
            assert report.status == ours
        page = {"payment_intent": "pi_9", "amount_total": 500, "currency": "jpy", "payment_status": "paid"}
        page["metadata"] = {"quintet_workspace": HOME_ID, "quintet_invoice": "i"}
        event = {"id": "evt_2", "type": "checkout.session.completed", "data": {"object": page}}
        report = cards.read_event(json.dumps(event).encode()).report
        assert isinstance(report, Intent)
        assert (report.id, report.received_minor, report.currency) == ("pi_9", 500, "JPY")
        assert report.marks == Marks(HOME_ID, "i", "")
        page["payment_status"] = "unpaid"
        assert cards.read_event(json.dumps(event).encode()).report is None

    def test_trouble_is_told_in_our_words(self, wire: StripeWire) -> None:
        with pytest.raises(ProviderRejected) as refused:
            stripe_at(wire.url, key="sk_wrong").create_intent(wanted())
        assert refused.value.code == "provider_key"
        cards = stripe_at(wire.url)
        asked = wanted()
        cards.create_intent(asked)
        with pytest.raises(ProviderRejected) as clash:
            cards.create_intent(wanted(key=asked.key))
        assert clash.value.code == "idempotency"
        wire.fail_with = 500
        with pytest.raises(ProviderUnavailable):
            cards.read_intent("pi_1")
        wire.fail_with = 429
        with pytest.raises(ProviderUnavailable):
            cards.read_intent("pi_1")
        with pytest.raises(ProviderUnavailable):
            stripe_at("http://127.0.0.1:1").read_intent("pi_1")

    def test_a_provider_that_is_silent(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as silent:
            url = f"http://127.0.0.1:{silent.getsockname()[1]}"
            cards = StripeCards("sk_x", publishable_key=None, webhook_secret=None, timeout=0.2, api_url=url)
            with pytest.raises(ProviderUnavailable):
                cards.create_intent(wanted())

    def test_an_answer_that_is_lost_is_asked_for_again_by_the_same_key(self, wire: StripeWire) -> None:
        cards = stripe_at(wire.url)
        wire.lose_answers = True
        asked = wanted()
        with pytest.raises(ProviderUnavailable):
            cards.create_intent(asked)
        keys = [key for method, path, key in wire.calls if (method, path) == ("POST", "payment_intents")]
        assert keys == [asked.key, asked.key]
        wire.lose_answers = False
        assert cards.create_intent(asked).id in wire.things
        assert len([thing for thing in wire.things.values() if thing["object"] == "payment_intent"]) == 1

    @given(st.sampled_from(sorted(DECIMALS)), st.integers(1, 10**12))
    def test_amounts_come_back_as_they_went(self, currency: str, amount_minor: int) -> None:
        coarse = currency == "MGA" or DECIMALS[currency] == 3
        if coarse and amount_minor % (100 if currency == "MGA" else 10):
            with pytest.raises(ProviderRejected):
                to_stripe(amount_minor, currency)
        else:
            assert from_stripe(to_stripe(amount_minor, currency), currency) == amount_minor

    def test_amounts_of_odd_currencies(self) -> None:
        assert (to_stripe(500, "JPY"), to_stripe(500, "ISK"), to_stripe(500, "UGX")) == (500, 50_000, 50_000)
        assert (to_stripe(500, "MGA"), to_stripe(1230, "KWD"), to_stripe(500, "USD")) == (5, 1230, 500)


def test_without_sandbox_and_key_everything_says_so() -> None:
    none = NoCardPayments()
    calls: list[Callable[[], object]] = [
        lambda: none.create_customer(NewCustomer("", "", "", None, "")),
        lambda: none.saved_cards(""),
        lambda: none.begin_setup("", key=""),
        lambda: none.begin_session("", all_cards=True),
        lambda: none.remove_card("", ""),
        lambda: none.create_intent(wanted()),
        lambda: none.read_intent(""),
        lambda: none.cancel_intent(""),
        lambda: none.find_intent(Marks(), datetime.now(UTC)),
        lambda: none.refund("", 1, "EUR", key=""),
        lambda: none.take_event(b"", {}),
        lambda: none.read_event(b""),
    ]
    for call in calls:
        with pytest.raises(NotConfigured):
            call()
