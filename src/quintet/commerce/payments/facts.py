"""Facts about payments. Amounts are in minor units of the currency."""

from dataclasses import dataclass

from quintet.foundation.events import Event, event_type


@event_type("company.card_setup_begun")
@dataclass(frozen=True)
class CardSetupBegun(Event):
    """Somebody began to save a card of a company."""

    company: str


@event_type("company.card_removed")
@dataclass(frozen=True)
class CardRemoved(Event):
    company: str
    card_id: str


@event_type("payment.recorded")
@dataclass(frozen=True)
class PaymentRecorded(Event):
    """Money came for an invoice. `unapplied_minor` came beyond what was open. `provider` took it from a card; None
    where somebody wrote it down."""

    invoice: str
    amount_minor: int
    currency: str
    method: str
    unapplied_minor: int
    provider: str | None


@event_type("payment.refunded")
@dataclass(frozen=True)
class PaymentRefunded(Event):
    """Some of a payment went back; `left_minor` of it is still here."""

    invoice: str
    amount_minor: int
    currency: str
    left_minor: int
    reason: str | None


@event_type("payment.disputed")
@dataclass(frozen=True)
class PaymentDisputed(Event):
    """The card's holder told the bank that the payment was not theirs."""

    invoice: str
    amount_minor: int
    currency: str
    reason: str


@event_type("payment.dispute_ended")
@dataclass(frozen=True)
class PaymentDisputeEnded(Event):
    """The bank decided about a dispute. When it was lost, the money is gone."""

    invoice: str
    amount_minor: int
    currency: str
    won: bool


@event_type("invoice.charge_begun")
@dataclass(frozen=True)
class ChargeBegun(Event):
    """A payment by card was begun; `saved_card`: with a card that the company had saved."""

    title: str
    amount_minor: int
    currency: str
    saved_card: bool


@event_type("invoice.payment_failed")
@dataclass(frozen=True)
class PaymentFailed(Event):
    """A card was not taken. `reason` is what the bank or the provider said."""

    title: str
    amount_minor: int
    currency: str
    reason: str


@event_type("invoice.viewed")
@dataclass(frozen=True)
class InvoiceViewed(Event):
    """Somebody from outside opened the invoice's page; `count` is how often that was. `told` says that its owner
    was told of it, which happens once a minute at most."""

    title: str
    count: int
    told: bool
