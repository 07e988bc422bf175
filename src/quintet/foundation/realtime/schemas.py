"""Events and deliveries as the API shows them."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field

from quintet.foundation.events.models import EventDelivery
from quintet.foundation.http import Body
from quintet.kit.ids import is_id


class EventActor(BaseModel):
    """Who did it: `kind` is member, api_key, system, workflow, agent, provider or visitor."""

    kind: str
    id: str | None
    label: str


class RecordRef(BaseModel):
    type: str
    id: str


class EventRead(BaseModel):
    """A fact. `changes` maps fields to [before, after]. Both it and `data` are null when you don't see the subject."""

    id: str
    type: str
    at: datetime
    actor: EventActor
    subject: RecordRef
    links: list[RecordRef]
    data: dict[str, Any] | None
    changes: dict[str, Any] | None


class EventPage(BaseModel):
    data: list[EventRead]
    next_cursor: str | None


class FieldChange(BaseModel):
    field: str
    label: str
    before: Any
    after: Any


class TimelineEntry(BaseModel):
    """A fact about the record or about one that names it."""

    id: str
    type: str
    at: datetime
    actor: EventActor
    subject: RecordRef
    links: list[RecordRef]
    data: dict[str, Any] | None
    changes: list[FieldChange] | None


class TimelinePageRead(BaseModel):
    """`titles`: of the records and people whose ids changes name, where you see them."""

    data: list[TimelineEntry]
    titles: dict[str, str]
    next_cursor: str | None


class DeadDelivery(BaseModel):
    """A fact that a subscriber failed to take too often; `error` is what it said last."""

    event_id: str
    event_type: str
    subscriber: str
    attempts: int
    dead_at: datetime | None
    error: str | None

    @classmethod
    def of(cls, row: EventDelivery, event_type: str) -> "DeadDelivery":
        return cls(
            event_id=row.event_id,
            event_type=event_type,
            subscriber=row.subscriber,
            attempts=row.attempts,
            dead_at=row.dead_at,
            error=row.error,
        )


class DeadDeliveryList(BaseModel):
    data: list[DeadDelivery]


def _record_id(value: str) -> str:
    if not is_id(value):
        raise ValueError("not an id")
    return value


class Redrive(Body):
    """Which dead deliveries to try again: those of one event, or all."""

    event_id: Annotated[str, Field(max_length=36), AfterValidator(_record_id)] | None = None


class Redriven(BaseModel):
    count: int
