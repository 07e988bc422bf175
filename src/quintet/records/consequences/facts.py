"""Facts about the sequences of leads."""

from dataclasses import dataclass

from quintet.foundation.events import Event, event_type


@event_type("outreach.ordered")
@dataclass(frozen=True)
class OutreachOrdered(Event):
    """The provider of sequences took an order. `key` is that of the order."""

    key: str
    step: str
    sequence: str | None


@event_type("outreach.failed")
@dataclass(frozen=True)
class OutreachFailed(Event):
    """The provider of sequences did not take an order, and will not be asked again."""

    key: str
    step: str
    sequence: str | None
    reason: str
