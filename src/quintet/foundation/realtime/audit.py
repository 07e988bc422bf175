"""The log as administrators look at it: who did what and when, and which deliveries were given up."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, require
from quintet.foundation.db import on_commit
from quintet.foundation.events import Ref, delivery
from quintet.foundation.events.feed import Position, place
from quintet.foundation.events.log import wake_deliverers
from quintet.foundation.events.models import EventDelivery, EventLink, EventRow
from quintet.foundation.realtime.rights import READ, READ_DELIVERIES, REDRIVE
from quintet.foundation.realtime.sight import SeenEvent, seen
from quintet.foundation.realtime.timeline import of_types
from quintet.kit.errors import NotFound


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """What is looked for in the log; `actor_id` is a user's or an API key's."""

    types: Collection[str] = ()
    subject: Ref | None = None
    actor_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class AuditPage:
    events: list[SeenEvent]
    next_cursor: str | None


def audit(
    session: Session, actor: Actor, query: AuditQuery, *, before: Position | None = None, limit: int = 50
) -> AuditPage:
    """The workspace's events, newest first; `since` counts, `until` does not. Forbidden without the right."""
    require(actor, READ)
    statement = select(EventRow).where(EventRow.workspace_id == actor.workspace_id)
    if query.subject is not None:
        # By the links, which are in order for each record.
        linked = (EventLink.event_id == EventRow.id) & (EventLink.workspace_id == actor.workspace_id)
        statement = statement.join(EventLink, linked).where(
            EventLink.record_type == query.subject.type,
            EventLink.record_id == query.subject.id,
            EventRow.subject_type == query.subject.type,
            EventRow.subject_id == query.subject.id,
        )
    if query.types:
        statement = statement.where(of_types(query.types))
    if query.actor_id is not None:
        statement = statement.where(EventRow.actor_id == query.actor_id)
    if query.since is not None:
        statement = statement.where(EventRow.at >= query.since)
    if query.until is not None:
        statement = statement.where(EventRow.at < query.until)
    if query.subject is not None:
        # In the order of the links, or SQLite would walk the whole log for them.
        statement = statement.order_by(EventLink.event_id.desc())
        if before is not None:
            statement = statement.where(EventLink.event_id < before.event_id)
    else:
        statement = statement.order_by(EventRow.position.desc(), EventRow.id.desc())
        if before is not None:
            statement = statement.where(tuple_(EventRow.position, EventRow.id) < place(before))
    rows = session.scalars(statement.limit(limit + 1)).all()
    page = rows[:limit]
    events = [event for event in seen(session, actor, page) if event is not None]
    return AuditPage(events, str(Position(page[-1].position, page[-1].id)) if len(rows) > limit else None)


def dead_deliveries(session: Session, actor: Actor) -> list[tuple[EventDelivery, str]]:
    """The last 200 deliveries that were given up, each with the type of its event, newest first."""
    require(actor, READ_DELIVERIES)
    dead = delivery.dead_deliveries(session, actor.workspace_id)
    facts = select(EventRow.id, EventRow.type).where(EventRow.id.in_([row.event_id for row in dead]))
    types = {row.id: row.type for row in session.execute(facts)}
    return [(row, types.get(row.event_id, "")) for row in dead]


def redrive(session: Session, actor: Actor, event_id: str | None = None) -> int:
    """Owe dead deliveries again, all or those of one event; returns how many. NotFound when that event has none."""
    require(actor, REDRIVE)
    count = delivery.redrive(session, actor.workspace_id, event_id)
    if event_id is not None and not count:
        raise NotFound("dead delivery")
    on_commit(session, wake_deliverers)
    return count
