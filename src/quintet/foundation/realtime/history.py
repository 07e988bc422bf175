"""What happened in the workspace or to one record by numbered pages, for faces that number theirs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, require
from quintet.foundation.events import Ref
from quintet.foundation.events.models import EventLink, EventRow
from quintet.foundation.objects.registry import objects, spec_named
from quintet.foundation.objects.visibility import visible, visible_ids
from quintet.foundation.realtime.sight import SeenEvent, seen
from quintet.kit.errors import NotFound
from quintet.kit.ids import is_id

DEEPEST = 1_000_000


@dataclass(frozen=True, slots=True)
class History:
    """One page of events, the newest first, and how many there are on all pages."""

    events: list[SeenEvent]
    total: int


def history(session: Session, actor: Actor, record: Ref | None = None, *, page: int = 1, limit: int = 50) -> History:
    """What happened to records that the actor sees; with `record` to that one and those that name it.

    NotFound when the record is not visible. Reads all of its events, or without one all of the workspace's, to count
    them: for the heavy lane.
    """
    order: tuple[ColumnElement[Any], ...] = (EventLink.event_id.desc(),)
    if record is not None:
        wanted = _of_record(session, actor, record)
    elif actor.sees_all:
        told = EventRow.subject_type.in_(objects())
        wanted = select(EventRow.id).where(EventRow.workspace_id == actor.workspace_id, told)
        order = (EventRow.position.desc(), EventRow.id.desc())  # as they stand in an index
    else:
        wanted = _of_what_is_seen(actor)
    given = {"ws": actor.workspace_id, "me": actor.user_id}
    total = session.scalar(select(func.count()).select_from(wanted.subquery()), given) or 0
    chosen = wanted.order_by(*order).limit(limit).offset(min((page - 1) * limit, DEEPEST))
    ids = session.scalars(chosen, given).all()
    found = {row.id: row for row in session.scalars(select(EventRow).where(EventRow.id.in_(ids)))}
    rows = [found[id_] for id_ in ids]
    return History([event for event in seen(session, actor, rows) if event is not None], total)


def _of_record(session: Session, actor: Actor, record: Ref) -> Select[str]:
    spec = spec_named(record.type)
    require(actor, spec.right("read"))
    if not is_id(record.id) or not visible_ids(session, actor, spec, [record.id]):
        raise NotFound(spec.name)
    return select(EventLink.event_id).where(
        EventLink.workspace_id == actor.workspace_id,
        EventLink.record_type == spec.name,
        EventLink.record_id == record.id,
    )


def _of_what_is_seen(actor: Actor) -> Select[str]:
    """By the links: what a member sees are few of the workspace's records."""
    ways: Sequence[Any] = [
        and_(
            EventLink.record_type == name,
            EventLink.record_id.in_(select(service.spec.model.id).where(*_live(service.spec))),
        )
        for name, service in objects().items()
        if not service.spec.visibility.everyone
    ]
    return select(EventLink.event_id).where(EventLink.workspace_id == actor.workspace_id, or_(*ways)).distinct()


def _live(spec: Any) -> tuple[Any, ...]:
    return spec.model.deleted_at.is_(None), visible(spec)
