"""Who takes money from cards. Amounts are integer minor units of their currency, as everywhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from quintet.kit.errors import NotConfigured


class IntentStatus(StrEnum):
    """How a payment by card stands at the provider. `succeeded` and `cancelled` are final."""

    open = "open"
    """Waits for a card: none was given yet, or the last one was declined."""
    needs_action = "needs_action"
    """The bank asks the card's holder to confirm."""
    processing = "processing"
    succeeded = "succeeded"
    cancelled = "cancelled"


class DisputeStatus(StrEnum):
    open = "open"
    won = "won"
    lost = "lost"


@dataclass(frozen=True, slots=True)
class Marks:
    """What we write on everything at the provider, so that whatever comes back says whose it is."""

    workspace_id: str = ""
    invoice_id: str = ""
    intent_id: str = ""
    """The row that was committed before the provider was asked."""


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """`key` is the same for every try."""

    workspace_id: str
    company_id: str
    name: str
    email: str | None
    key: str


@dataclass(frozen=True, slots=True)
class SavedCard:
    """A customer's card as people recognise it; `last4` are its last four digits."""

    id: str
    brand: str
    last4: str
    exp_month: int
    exp_year: int
    is_default: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class IntentWanted:
    """A payment to begin. With a `card_id` the saved card is charged at once, without its holder.

    `key` is the same for every try: the provider does it once.
    """

    marks: Marks
    amount_minor: int
    currency: str
    description: str
    key: str
    customer_id: str | None = None
    card_id: str | None = None
    save_card: bool = False


@dataclass(frozen=True, slots=True)
class Intent:
    """A payment at the provider. `client_secret` is for the browser that pays, and for nobody else."""

    id: str
    status: IntentStatus
    amount_minor: int
    currency: str
    marks: Marks
    client_secret: str | None = None
    charge_id: str | None = None
    brand: str | None = None
    last4: str | None = None
    error: str | None = None
    """Why the last card was not taken, for people."""
    received_minor: int = 0


@dataclass(frozen=True, slots=True)
class ChargeReport:
    """What was taken from a card, and how much of it went back in all."""

    intent_id: str
    charge_id: str
    paid_minor: int
    refunded_minor: int
    currency: str
    marks: Marks
    brand: str | None = None
    last4: str | None = None


@dataclass(frozen=True, slots=True)
class DisputeReport:
    """The card's holder told the bank that the payment was not theirs, or how that ended."""

    dispute_id: str
    intent_id: str
    amount_minor: int
    status: DisputeStatus
    reason: str


Report = Intent | ChargeReport | DisputeReport


@dataclass(frozen=True, slots=True)
class CardEvent:
    """A webhook in our words; `report` is None for what we don't need. Each report says all that is needed to take it
    in, so events may come in any order."""

    id: str
    type: str
    report: Report | None


class CardPayments(Protocol):
    """Takes money from cards. ProviderUnavailable means that we don't know what became of it; ProviderRejected that
    nothing did. Every call may be made again."""

    name: str
    publishable_key: str | None
    """What the provider's form in the browser needs; None where the form is our own."""
    browser_policy: Mapping[str, str]
    """What that form loads from elsewhere: directives of the content security policy. Empty where it is our own."""

    def create_customer(self, customer: NewCustomer) -> str:
        """The provider's id of a new customer."""
        ...

    def saved_cards(self, customer_id: str) -> list[SavedCard]:
        """The default first, then the newest."""
        ...

    def begin_setup(self, customer_id: str, *, key: str) -> str:
        """The secret with which a browser saves a card for the customer."""
        ...

    def begin_session(self, customer_id: str, *, all_cards: bool) -> str:
        """The secret with which the provider's form in a browser offers the customer's saved cards for a while: all of
        them, or only those whose holder agreed to be shown them wherever they pay."""
        ...

    def remove_card(self, customer_id: str, card_id: str) -> None:
        """Forget a card. NotFound unless it is this customer's."""
        ...

    def create_intent(self, wanted: IntentWanted) -> Intent:
        """Begin a payment. ProviderRejected with code `card_declined` when a saved card is not taken."""
        ...

    def read_intent(self, intent_id: str) -> Intent:
        """How it stands."""
        ...

    def cancel_intent(self, intent_id: str) -> Intent:
        """End it, unless it ended before: see the status of the answer."""
        ...

    def find_intent(self, marks: Marks, since: datetime) -> Intent | None:
        """The payment that bears our `intent_id`, when we never heard of its beginning. None when there is none."""
        ...

    def refund(self, intent_id: str, amount_minor: int, currency: str, *, key: str) -> None:
        """Give some of it back. That it happened is told by a webhook."""
        ...

    def take_event(self, body: bytes, headers: Mapping[str, str]) -> CardEvent:
        """A webhook, once its signature is right and it is fresh; Unauthenticated otherwise. Header names are in
        lower case."""
        ...

    def read_event(self, body: bytes) -> CardEvent:
        """A webhook that was verified before and kept."""
        ...


class NoCardPayments:
    """In place of the sandbox where there is none."""

    name = "none"
    publishable_key: str | None = None
    browser_policy: Mapping[str, str] = {}

    def _say(self) -> NotConfigured:
        return NotConfigured("No card payments are set up here: QUINTET_STRIPE_SECRET_KEY is missing.")

    def create_customer(self, customer: NewCustomer) -> str:
        raise self._say()

    def saved_cards(self, customer_id: str) -> list[SavedCard]:
        raise self._say()

    def begin_setup(self, customer_id: str, *, key: str) -> str:
        raise self._say()

    def begin_session(self, customer_id: str, *, all_cards: bool) -> str:
        raise self._say()

    def remove_card(self, customer_id: str, card_id: str) -> None:
        raise self._say()

    def create_intent(self, wanted: IntentWanted) -> Intent:
        raise self._say()

    def read_intent(self, intent_id: str) -> Intent:
        raise self._say()

    def cancel_intent(self, intent_id: str) -> Intent:
        raise self._say()

    def find_intent(self, marks: Marks, since: datetime) -> Intent | None:
        raise self._say()

    def refund(self, intent_id: str, amount_minor: int, currency: str, *, key: str) -> None:
        raise self._say()

    def take_event(self, body: bytes, headers: Mapping[str, str]) -> CardEvent:
        raise self._say()

    def read_event(self, body: bytes) -> CardEvent:
        raise self._say()
