"""The adapter of Stripe, through Stripe's library, at a server that somebody else wrote and that keeps what it is told.

What that server leaves out — idempotency keys, lists by time, charges and refunds among webhooks — is proven at
`stripe_wire`.
"""

import time
from collections.abc import Iterator

import pytest
from fastapi import FastAPI

from quintet.commerce.payments.ports import CardPayments, IntentStatus, NewCustomer
from quintet.commerce.payments.webhooks import CardWebhooks
from quintet.foundation.inbound import InboundProviders
from quintet.kit.errors import NotFound, ProviderRejected
from quintet.kit.ids import new_id
from quintet.providers.stripe.cards import StripeCards
from quintet.wiring import House
from tests.commerce.billing import read, sent
from tests.commerce.test_charging import payments, settle
from tests.providers.localstripe_server import KEY, LocalStripe, running
from tests.providers.stripe_wire import WEBHOOK_SECRET, listening
from tests.providers.test_cards import ASKS, DECLINED, GOOD, SAVED_ONLY, stripe_at, wanted
from tests.world import HOME_ID, Person


@pytest.fixture(scope="module")
def there() -> Iterator[LocalStripe]:
    with running() as server:
        yield server


@pytest.fixture
def cards(there: LocalStripe) -> StripeCards:
    return stripe_at(there.bridge_url, KEY)


@pytest.fixture
def customer(cards: StripeCards) -> str:
    return cards.create_customer(NewCustomer(HOME_ID, new_id(), "Acme", "a@acme.example", new_id()))


def saved(there: LocalStripe, cards: StripeCards, customer: str, number: str) -> str:
    before = {card.id for card in cards.saved_cards(customer)}
    assert there.save(cards.begin_setup(customer, key=new_id()), customer, number).is_success
    [card] = [card.id for card in cards.saved_cards(customer) if card.id not in before]
    return card


def test_cards_are_saved_listed_and_removed(there: LocalStripe, cards: StripeCards, customer: str) -> None:
    assert cards.saved_cards(customer) == []
    assert there.save(cards.begin_setup(customer, key=new_id()), customer, DECLINED).status_code == 402
    assert cards.saved_cards(customer) == []
    first, second = (saved(there, cards, customer, number) for number in (GOOD, ASKS))
    shown = cards.saved_cards(customer)
    assert {(card.id, card.last4, card.exp_month, card.exp_year) for card in shown} == {
        (first, "4242", 12, 2040),
        (second, "3155", 12, 2040),
    }
    assert [card.is_default for card in shown] == [True, False]
    other = cards.create_customer(NewCustomer(HOME_ID, new_id(), "Other", None, new_id()))
    with pytest.raises(NotFound):
        cards.remove_card(other, first)
    cards.remove_card(customer, first)
    assert [(card.id, card.is_default) for card in cards.saved_cards(customer)] == [(second, True)]


def test_a_saved_card_is_charged_declined_or_asks(there: LocalStripe, cards: StripeCards, customer: str) -> None:
    asked = wanted(customer_id=customer, card_id=saved(there, cards, customer, GOOD))
    charged = cards.create_intent(asked)
    assert (charged.status, charged.amount_minor, charged.currency) == (IntentStatus.succeeded, 1250, "EUR")
    assert charged.marks == asked.marks
    assert charged.charge_id is not None
    with pytest.raises(ProviderRejected) as declined:
        cards.create_intent(wanted(customer_id=customer, card_id=saved(there, cards, customer, SAVED_ONLY)))
    assert (declined.value.code, "declined" in declined.value.message) == ("card_declined", True)
    asks = cards.create_intent(wanted(customer_id=customer, card_id=saved(there, cards, customer, ASKS)))
    assert asks.status is IntentStatus.needs_action
    there.confirm_at_bank(str(asks.client_secret))
    assert cards.read_intent(asks.id).status is IntentStatus.succeeded


def test_an_open_payment_is_paid_given_back_or_ended(there: LocalStripe, cards: StripeCards) -> None:
    begun = cards.create_intent(wanted())
    assert (begun.status, cards.read_intent(begun.id).client_secret) == (IntentStatus.open, begun.client_secret)
    assert there.pay(str(begun.client_secret), GOOD).is_success
    assert cards.read_intent(begun.id).status is IntentStatus.succeeded
    cards.refund(begun.id, 250, "EUR", key=new_id())
    cards.refund(begun.id, 1000, "EUR", key=new_id())
    other = cards.create_intent(wanted(currency="JPY"))
    assert cards.cancel_intent(other.id).status is IntentStatus.cancelled
    assert cards.read_intent(other.id).status is IntentStatus.cancelled


def test_what_there_is_not(there: LocalStripe, cards: StripeCards) -> None:
    for ask in (
        lambda: cards.read_intent("pi_nothing"),
        lambda: cards.cancel_intent("pi_nothing"),
        lambda: cards.refund("pi_nothing", 1, "EUR", key=new_id()),
        lambda: cards.saved_cards("cus_nothing"),
        lambda: cards.create_intent(wanted(customer_id="cus_nothing")),
    ):
        with pytest.raises(NotFound):
            ask()
    with pytest.raises(ProviderRejected) as refused:
        stripe_at(there.bridge_url, "no_key").read_intent("pi_nothing")
    assert refused.value.code == "provider_key"


@pytest.fixture
def alone() -> Iterator[LocalStripe]:
    """One that tells of nothing else: it sends webhooks a second late."""
    with running() as server:
        yield server


def test_an_invoice_is_paid_as_its_webhook_tells(alone: LocalStripe, house: House, app: FastAPI, admin: Person) -> None:
    there, cards = alone, stripe_at(alone.bridge_url, KEY)
    house.services.add(CardPayments, cards)  # type: ignore[type-abstract]
    house.services.get(InboundProviders).add(CardWebhooks(cards))
    invoice = sent(admin, admin.made("/companies", name="Acme")["id"])
    path = f"/invoices/{invoice['id']}"
    first, again = (admin.post(f"{path}/card-form").json() for _ in range(2))
    assert first["client_secret"] == again["client_secret"]
    with listening(app) as url:
        there.tell("forged", f"{url}/api/v1/inbound/stripe", "whsec_of_another")
        there.tell("ours", f"{url}/api/v1/inbound/stripe", WEBHOOK_SECRET)
        assert there.pay(first["client_secret"], GOOD).is_success
        assert read(admin, invoice)["status"] == "sent"  # nobody has told us yet
        until = time.monotonic() + 20
        while not (told := admin.listed("/inbound-events")) and time.monotonic() < until:
            time.sleep(0.1)
    assert [(event["provider"], event["type"]) for event in told] == [("stripe", "payment_intent.succeeded")]
    settle(house)
    [payment] = payments(admin, invoice)
    assert (payment["amount_minor"], payment["provider"], read(admin, invoice)["status"]) == (25_000, "stripe", "paid")
    assert cards.read_intent(payment["provider_id"]).status is IntentStatus.succeeded
    assert admin.made(f"/payments/{payment['id']}/refund", amount_minor=5_000)["amount_minor"] == -5_000
    assert read(admin, invoice)["balance_minor"] == 5_000
