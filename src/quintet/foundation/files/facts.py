"""Facts about files."""

from dataclasses import dataclass

from quintet.foundation.events import Event, event_type


@event_type("file.stored")
@dataclass(frozen=True)
class FileStored(Event):
    """`size` in bytes."""

    name: str
    content_type: str
    size: int
    purpose: str


@event_type("file.renamed")
@dataclass(frozen=True)
class FileRenamed(Event):
    """The name before is in the event's changes."""

    name: str


@event_type("file.deleted")
@dataclass(frozen=True)
class FileDeleted(Event):
    name: str
    purpose: str


@event_type("file.restored")
@dataclass(frozen=True)
class FileRestored(Event):
    name: str
    purpose: str
