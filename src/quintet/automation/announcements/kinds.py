"""What a team can be told in its chat, and in which words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from quintet.commerce.fulfilment.facts import DevicesShipped
from quintet.commerce.invoices.facts import InvoicePaid
from quintet.commerce.payments.facts import PaymentFailed
from quintet.commerce.proposals.facts import ProposalAccepted, ProposalDeclined
from quintet.foundation.events import Delivered
from quintet.foundation.events.facts import Event
from quintet.foundation.objects.facts import RecordCreated, facts_of
from quintet.kit.money import Money
from quintet.records.deals.facts import DealLost, DealWon
from quintet.records.leads.facts import LeadConverted, LeadWon

Words = Callable[[Delivered[Any]], str]


@dataclass(frozen=True, slots=True)
class Kind:
    """A thing to be told of: which facts it comes from, and how it is said."""

    name: str
    label: str
    facts: tuple[type[Event], ...]
    words: Words
    usual: bool = True
    """Whether it is told where nobody chose."""


def _deal_won(delivered: Delivered[DealWon]) -> str:
    return f"Deal won: {delivered.fact.title}{_worth(delivered.fact)}, by {delivered.actor_label}"


def _deal_lost(delivered: Delivered[DealLost]) -> str:
    reason = f" ({delivered.fact.reason})" if delivered.fact.reason else ""
    return f"Deal lost: {delivered.fact.title}{_worth(delivered.fact)}{reason}"


def _lead_won(delivered: Delivered[LeadWon]) -> str:
    return f"Lead won: {delivered.fact.title}, by {delivered.actor_label}"


def _lead_converted(delivered: Delivered[LeadConverted]) -> str:
    return f"Lead converted: {delivered.fact.title}, by {delivered.actor_label}"


def _lead_created(delivered: Delivered[RecordCreated]) -> str:
    return f"New lead: {delivered.fact.title}"


def _proposal_accepted(delivered: Delivered[ProposalAccepted]) -> str:
    fact = delivered.fact
    worth = Money(fact.total_minor, fact.currency).format()
    return f"Proposal accepted: {fact.title} ({fact.number}), {worth}, by {delivered.actor_label}"


def _proposal_declined(delivered: Delivered[ProposalDeclined]) -> str:
    reason = f": {delivered.fact.reason}" if delivered.fact.reason else ""
    return f"Proposal declined: {delivered.fact.title} ({delivered.fact.number}){reason}"


def _invoice_paid(delivered: Delivered[InvoicePaid]) -> str:
    return (
        f"Invoice paid: {delivered.fact.title}, {Money(delivered.fact.total_minor, delivered.fact.currency).format()}"
    )


def _payment_failed(delivered: Delivered[PaymentFailed]) -> str:
    money = Money(delivered.fact.amount_minor, delivered.fact.currency).format()
    return f"Payment failed: {delivered.fact.title}, {money} ({delivered.fact.reason})"


def _order_shipped(delivered: Delivered[DevicesShipped]) -> str:
    fact = delivered.fact
    return f"Order shipped: {fact.title}, by {fact.carrier} ({fact.tracking_number})"


def _worth(fact: DealWon | DealLost) -> str:
    return f", {Money(fact.value_minor, fact.currency).format()}" if fact.value_minor else ""


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("deal_won", "A deal is won", (DealWon,), _deal_won),
        Kind("deal_lost", "A deal is lost", (DealLost,), _deal_lost, usual=False),
        Kind("lead_won", "A lead is won", (LeadWon,), _lead_won),
        Kind("lead_converted", "A lead is converted", (LeadConverted,), _lead_converted, usual=False),
        Kind("lead_created", "A lead comes in", (facts_of("lead").created,), _lead_created, usual=False),
        Kind("proposal_accepted", "A proposal is accepted", (ProposalAccepted,), _proposal_accepted),
        Kind("proposal_declined", "A proposal is declined", (ProposalDeclined,), _proposal_declined, usual=False),
        Kind("invoice_paid", "An invoice is paid", (InvoicePaid,), _invoice_paid),
        Kind("payment_failed", "A card is not taken", (PaymentFailed,), _payment_failed, usual=False),
        Kind("order_shipped", "An order is shipped", (DevicesShipped,), _order_shipped, usual=False),
    )
}
USUAL = [kind.name for kind in KINDS.values() if kind.usual]
OF_FACT: dict[str, Kind] = {fact.type: kind for kind in KINDS.values() for fact in kind.facts}
