"""What happens when a person moves to another e-mail address."""

from dataclasses import dataclass

from quintet.foundation.events import Event, event_type


@event_type("user.email_changed")
@dataclass(frozen=True)
class EmailChanged(Event):
    """A person signs in with another address now; which is in the event's changes."""

    name: str
