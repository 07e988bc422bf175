"""Facts about mail accounts. Never a token in any of them."""

from dataclasses import dataclass

from quintet.foundation.events import Event, event_type


@event_type("mail_account.connected")
@dataclass(frozen=True)
class MailAccountConnected(Event):
    address: str
    provider: str


@event_type("mail_account.assigned")
@dataclass(frozen=True)
class MailAccountAssigned(Event):
    """It is this person's now, or nobody's."""

    address: str
    user_id: str | None


@event_type("mail_account.refused")
@dataclass(frozen=True)
class MailAccountRefused(Event):
    """Its provider no longer lets us in; `error` says why."""

    address: str
    error: str


@event_type("mail_account.disconnected")
@dataclass(frozen=True)
class MailAccountDisconnected(Event):
    address: str
    provider: str
