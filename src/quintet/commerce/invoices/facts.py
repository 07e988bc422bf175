"""Facts about invoices. Amounts are in minor units of the currency."""

from dataclasses import dataclass

from quintet.foundation.events import Event, event_type


@event_type("invoice.sent")
@dataclass(frozen=True)
class InvoiceSent(Event):
    """It went out, and waits for money. `to` is the address it was mailed to; None when somebody sent it otherwise."""

    title: str
    total_minor: int
    currency: str
    to: str | None


@event_type("invoice.voided")
@dataclass(frozen=True)
class InvoiceVoided(Event):
    """It is no longer to be paid."""

    title: str
    total_minor: int
    currency: str
    reason: str | None


@event_type("invoice.payment_applied")
@dataclass(frozen=True)
class InvoicePaymentApplied(Event):
    """Money came for it; a negative amount was taken back."""

    title: str
    amount_minor: int
    balance_minor: int
    currency: str


@event_type("invoice.paid")
@dataclass(frozen=True)
class InvoicePaid(Event):
    """Nothing is left to be paid."""

    title: str
    total_minor: int
    currency: str


@event_type("invoice.overdue")
@dataclass(frozen=True)
class InvoiceOverdue(Event):
    """The day on which it was due has passed."""

    title: str
    balance_minor: int
    currency: str
    due_on: str
