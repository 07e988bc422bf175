"""Facts about merges, named after the object: `contact.merged`, `contact.unmerged`."""

from dataclasses import dataclass
from functools import cache

from quintet.foundation.events import Event, event_type


@dataclass(frozen=True)
class RecordMerged(Event):
    """Other records, of these names, became part of this one."""

    merge_id: str
    titles: list[str]


@dataclass(frozen=True)
class RecordUnmerged(Event):
    """The merge was taken back, and the others are records of their own again."""

    merge_id: str
    titles: list[str]


@dataclass(frozen=True, slots=True)
class MergeFacts:
    merged: type[RecordMerged]
    unmerged: type[RecordUnmerged]


@cache
def merge_facts_of(object_name: str) -> MergeFacts:
    """The facts `<object>.merged` and `.unmerged`."""
    base = object_name.title()
    return MergeFacts(
        event_type(f"{object_name}.merged")(type(f"{base}Merged", (RecordMerged,), {})),
        event_type(f"{object_name}.unmerged")(type(f"{base}Unmerged", (RecordUnmerged,), {})),
    )
