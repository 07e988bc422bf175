"""Writing to the event log."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.db import bulk_insert, on_commit
from quintet.foundation.events.facts import Event, Ref
from quintet.foundation.events.models import EventDelivery, EventLink, EventRow
from quintet.foundation.events.subscribers import subscribers_of
from quintet.kit import time
from quintet.kit.ids import new_id

_wakers: list[Callable[[str], None]] = []
_owed: list[Callable[[], None]] = []


@dataclass(frozen=True, slots=True)
class Emission:
    """One fact to be logged, with what it concerns."""

    fact: Event
    subject: Ref
    links: Sequence[Ref] = ()
    changes: Mapping[str, Any] | None = None


def emit(
    session: Session,
    actor: Actor,
    fact: Event,
    *,
    subject: Ref,
    links: Iterable[Ref] = (),
    changes: Mapping[str, Any] | None = None,
) -> str:
    """Log a fact in the caller's transaction and owe it to its subscribers; returns its id.

    `links` are the further records on whose timelines it belongs; `changes` maps field to [before, after].
    """
    return emit_many(session, actor, [Emission(fact, subject, tuple(links), changes)])[0]


def emit_many(session: Session, actor: Actor, emissions: Sequence[Emission]) -> list[str]:
    """`emit` for many facts with a few statements in all."""
    if not emissions:
        return []
    now = time.now()
    events: list[dict[str, Any]] = []
    links: list[dict[str, Any]] = []
    deliveries: list[dict[str, Any]] = []
    for emission in emissions:
        fact, event_id = emission.fact, new_id()
        events.append(
            {
                "id": event_id,
                "type": fact.type,
                "subject_type": emission.subject.type,
                "subject_id": emission.subject.id,
                "actor_kind": actor.kind.value,
                "actor_id": actor.ref,
                "actor_label": actor.label,
                "data": {field.name: getattr(fact, field.name) for field in fields(fact)},
                "changes": dict(emission.changes) if emission.changes else None,
                "at": now,
            }
        )
        for ref in dict.fromkeys((emission.subject, *emission.links)):
            links.append({"event_id": event_id, "record_type": ref.type, "record_id": ref.id})
        for name in subscribers_of(fact.type):
            deliveries.append(
                {
                    "event_id": event_id,
                    "subscriber": name,
                    "workspace_id": actor.workspace_id,
                    "attempts": 0,
                    "next_at": now,
                }
            )
    bulk_insert(session, EventRow, events)
    bulk_insert(session, EventLink, links)
    bulk_insert(session, EventDelivery, deliveries)
    _once_after_commit(session, actor.workspace_id, partial(_wake, actor.workspace_id))
    if deliveries:
        _once_after_commit(session, "deliveries", wake_deliverers)
    return [row["id"] for row in events]


def on_emitted(waker: Callable[[str], None]) -> Callable[[], None]:
    """Have a function called with the workspace's id after each commit that logged facts; returns an undo."""
    _wakers.append(waker)
    return lambda: _wakers.remove(waker)


def on_owed(waker: Callable[[], None]) -> Callable[[], None]:
    """Have a function called after each commit that owes deliveries; returns an undo."""
    _owed.append(waker)
    return lambda: _owed.remove(waker)


def wake_deliverers() -> None:
    """Tell this process that deliveries are owed."""
    for waker in _owed:
        waker()


def _wake(workspace_id: str) -> None:
    for waker in _wakers:
        waker(workspace_id)


def _once_after_commit(session: Session, key: str, callback: Callable[[], None]) -> None:
    waiting: set[str] = session.info.setdefault("after_emitting", set())
    if key not in waiting:
        waiting.add(key)
        on_commit(session, callback)
