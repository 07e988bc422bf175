"""What happens to a person's e-mail address."""

from dataclasses import dataclass

from quintet.foundation.events import Event, event_type


@event_type("user.email_verified")
@dataclass(frozen=True)
class EmailVerified(Event):
    """A person showed that the address is theirs."""

    name: str
    email: str
