"""The four facts every object has: created, updated, deleted, restored."""

from dataclasses import dataclass
from functools import cache

from quintet.foundation.events import Event, event_type


@dataclass(frozen=True)
class RecordCreated(Event):
    """A record was made; `title` is what people call it."""

    title: str


@dataclass(frozen=True)
class RecordUpdated(Event):
    """Fields of a record changed; which and how is in the event's changes."""

    title: str


@dataclass(frozen=True)
class RecordDeleted(Event):
    """A record went to the bin."""

    title: str


@dataclass(frozen=True)
class RecordRestored(Event):
    """A record came back from the bin."""

    title: str


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """The facts of one object, as types to subscribe to."""

    created: type[RecordCreated]
    updated: type[RecordUpdated]
    deleted: type[RecordDeleted]
    restored: type[RecordRestored]


@cache
def facts_of(object_name: str) -> RecordFacts:
    """The facts `<object>.created`, `.updated`, `.deleted` and `.restored`."""
    base = object_name.replace("_", " ").title().replace(" ", "")
    return RecordFacts(
        created=event_type(f"{object_name}.created")(type(f"{base}Created", (RecordCreated,), {})),
        updated=event_type(f"{object_name}.updated")(type(f"{base}Updated", (RecordUpdated,), {})),
        deleted=event_type(f"{object_name}.deleted")(type(f"{base}Deleted", (RecordDeleted,), {})),
        restored=event_type(f"{object_name}.restored")(type(f"{base}Restored", (RecordRestored,), {})),
    )
