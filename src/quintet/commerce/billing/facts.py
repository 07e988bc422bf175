"""Facts about how a workspace bills."""

from dataclasses import dataclass

from quintet.foundation.events import Event, event_type


@event_type("billing.updated")
@dataclass(frozen=True)
class BillingUpdated(Event):
    """The way of billing was changed; what and how is in the event's changes."""

    invoice_prefix: str
