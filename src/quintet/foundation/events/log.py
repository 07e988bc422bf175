"""Writing to the event log."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy.orm import Session

from quintet.foundation.access import Actor
from quintet.foundation.db import bulk_insert, on_commit
from quintet.foundation.events.facts import Event, Ref
from quintet.foundation.events.models import EventDelivery, EventLink, EventRow
from quintet.foundation.events.subscribers import subscribers_of
from quintet.kit import time
from quintet.kit.ids import new_id

CHANNEL = "quintet_events"
"""On which PostgreSQL tells the other processes of workspaces where something happened."""
_wakers: list[Callable[[str], None]] = []


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
    bulk_insert(session, EventRow, events, channel=CHANNEL)
    bulk_insert(session, EventLink, links)
    bulk_insert(session, EventDelivery, deliveries)
    _wake_after_commit(session, actor.workspace_id)
    return [row["id"] for row in events]


def on_emitted(waker: Callable[[str], None]) -> Callable[[], None]:
    """Have a function called with the workspace's id after each commit that logged facts; returns an undo."""
    _wakers.append(waker)
    return lambda: _wakers.remove(waker)


def wake(workspace_id: str) -> None:
    """Tell this process that facts were logged."""
    for waker in _wakers:
        waker(workspace_id)


def _wake_after_commit(session: Session, workspace_id: str) -> None:
    woken: set[str] = session.info.setdefault("events_woken", set())
    if workspace_id in woken:
        return
    woken.add(workspace_id)
    on_commit(session, lambda: wake(workspace_id))
