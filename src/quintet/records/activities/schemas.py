"""Request schemas of activities."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from quintet.kit.values import RecordId
from quintet.records.moments import Moment
from quintet.records.related import OnRecord

Subject = Annotated[str, Field(min_length=1, max_length=300)]
Long = Annotated[str, Field(max_length=50_000)]
Participants = Annotated[list[RecordId], Field(max_length=100)]
Custom = Annotated[dict[str, Any], Field(max_length=200)]


class ActivityType(StrEnum):
    call = "call"
    meeting = "meeting"
    email = "email"
    other = "other"


class Direction(StrEnum):
    inbound = "inbound"
    outbound = "outbound"


class Timing(StrEnum):
    upcoming = "upcoming"
    past = "past"


class _Fields(OnRecord):
    direction: Direction | None = None
    body: Long | None = None
    location: Annotated[str, Field(max_length=500)] | None = None
    outcome: Annotated[str, Field(max_length=2000)] | None = None
    ends_at: Moment | None = None
    owner_id: RecordId | None = None
    participant_ids: Participants = []
    needs_review: bool = False
    review_reason: Annotated[str, Field(max_length=500)] | None = None
    custom: Custom = {}


class ActivityCreate(_Fields):
    """A new activity. Without `starts_at` it happens now; without a related record it is its first participant's.

    Who records it without being certain (of whom it was with, say) has it reviewed: `needs_review`, and why.
    """

    type: ActivityType
    subject: Subject
    starts_at: Moment | None = None


class ActivityUpdate(_Fields):
    """Changes to an activity; what is not given stays as it is, null empties a field."""

    type: ActivityType = ActivityType.other
    subject: Subject = ""
    starts_at: Annotated[Moment, Field(default=None)]


class ReviewResolution(OnRecord):
    """What a review comes to: the activity is right as it is, or with another related record or participants."""

    participant_ids: Participants = []
