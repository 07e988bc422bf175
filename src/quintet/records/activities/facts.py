"""Facts about activities."""

from dataclasses import dataclass

from quintet.foundation.events import Event, event_type


@event_type("activity.review_resolved")
@dataclass(frozen=True)
class ReviewResolved(Event):
    """Somebody looked at it, and it can be relied on."""

    title: str
