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
