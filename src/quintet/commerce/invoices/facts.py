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


@event_type("invoice.resent")
@dataclass(frozen=True)
class InvoiceResent(Event):
    """It was mailed once more, to this address."""

    title: str
    to: str


@event_type("invoice.reminded")
@dataclass(frozen=True)
class InvoiceReminded(Event):
    """Whoever owes was reminded of it, at this address."""

    title: str
    balance_minor: int
    currency: str
    to: str


@event_type("invoice.mail_failed")
@dataclass(frozen=True)
class InvoiceMailFailed(Event):
    """A mail with it, to this address, did not go out."""

    title: str
    to: str
    error: str


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
