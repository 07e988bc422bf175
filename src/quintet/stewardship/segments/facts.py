"""Facts about records on the lists of segments. Their subject is the record; the segment's timeline has them too."""

from dataclasses import dataclass

from quintet.foundation.events import Event, event_type


@event_type("segment.member_added")
@dataclass(frozen=True)
class SegmentMemberAdded(Event):
    """Somebody put the record on a segment's list."""

    segment_id: str
    segment: str


@event_type("segment.member_removed")
@dataclass(frozen=True)
class SegmentMemberRemoved(Event):
    """Somebody took the record from a segment's list."""

    segment_id: str
    segment: str
