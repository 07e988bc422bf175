"""Facts about proposals. Amounts are in minor units of the currency."""

from dataclasses import dataclass

from quintet.foundation.events import Event, event_type


@event_type("proposal.sent")
@dataclass(frozen=True)
class ProposalSent(Event):
    """It went out, and waits for an answer. `to` is the address it was mailed to; None when somebody sent it
    otherwise."""

    title: str
    number: str
    total_minor: int
    currency: str
    to: str | None


@event_type("proposal.viewed")
@dataclass(frozen=True)
class ProposalViewed(Event):
    """Somebody who is not of the workspace looked at its page."""

    title: str
    number: str


@event_type("proposal.accepted")
@dataclass(frozen=True)
class ProposalAccepted(Event):
    """The customer said yes: `by` is the name they signed with, None when it was billed without a signature."""

    title: str
    number: str
    total_minor: int
    currency: str
    by: str | None


@event_type("proposal.declined")
@dataclass(frozen=True)
class ProposalDeclined(Event):
    """The customer said no."""

    title: str
    number: str
    reason: str | None


@event_type("proposal.expired")
@dataclass(frozen=True)
class ProposalExpired(Event):
    """The last day on which it could be accepted has passed."""

    title: str
    number: str
    valid_until: str


@event_type("proposal.reopened")
@dataclass(frozen=True)
class ProposalReopened(Event):
    """It was taken back to be changed; its page shows nothing until it is sent again."""

    title: str
    number: str


@event_type("proposal.invoiced")
@dataclass(frozen=True)
class ProposalInvoiced(Event):
    """An invoice was drawn up from it."""

    title: str
    number: str
    invoice_id: str
    invoice_number: str
