"""Facts about tags on records. Their subject is the record."""

from dataclasses import dataclass

from quintet.foundation.events import Event, event_type


@event_type("tag.applied")
@dataclass(frozen=True)
class TagApplied(Event):
    """`system` is the key of a tag with consequences."""

    tag_id: str
    name: str
    system: str | None


@event_type("tag.removed")
@dataclass(frozen=True)
class TagRemoved(Event):
    tag_id: str
    name: str
    system: str | None
