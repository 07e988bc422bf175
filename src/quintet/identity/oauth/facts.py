"""What happens to people's accounts elsewhere."""

from dataclasses import dataclass

from quintet.foundation.events import Event, event_type


@event_type("identity.linked")
@dataclass(frozen=True)
class IdentityLinked(Event):
    """A person can now sign in through a provider."""

    provider: str
    email: str
    password_removed: bool


@event_type("identity.unlinked")
@dataclass(frozen=True)
class IdentityUnlinked(Event):
    provider: str
