"""Facts about the books."""

from dataclasses import dataclass

from quintet.foundation.events import Event, event_type


@event_type("accounting.connected")
@dataclass(frozen=True)
class AccountingConnected(Event):
    books: str
    provider: str


@event_type("accounting.disconnected")
@dataclass(frozen=True)
class AccountingDisconnected(Event):
    books: str
    provider: str


@event_type("accounting.connection_ended")
@dataclass(frozen=True)
class AccountingConnectionEnded(Event):
    """They let us in no longer: nothing is synced until somebody connects again."""

    books: str
    reason: str


@event_type("accounting.entry_failed")
@dataclass(frozen=True)
class AccountingEntryFailed(Event):
    """A record could not be brought into the books; on its timeline. `kind` is customer, invoice or payment."""

    kind: str
    title: str
    reason: str


@event_type("accounting.resync_requested")
@dataclass(frozen=True)
class ResyncRequested(Event):
    """Somebody had the books told of a record again; on its timeline. `kind` as above."""

    kind: str
    title: str
