"""Delivering facts to subscribers: drained in batches, exactly one effect each, retried with growing pauses."""

import logging
import threading
from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from quintet.foundation.db import Database, all_workspaces, as_workspace
from quintet.foundation.events.facts import Ref, revive
from quintet.foundation.events.log import on_owed
from quintet.foundation.events.models import EventDelivery, EventLink, EventRow
from quintet.foundation.events.subscribers import Delivered, Subscriber, subscribers
from quintet.kit import time

log = logging.getLogger(__name__)

BATCH = 50
MAX_ATTEMPTS = 10
_FIRST_PAUSE = timedelta(seconds=1)
_LONGEST_PAUSE = timedelta(hours=1)


def drain(db: Database, name: str) -> int:
    """Deliver one batch to one subscriber in one transaction; returns how many rows were dealt with."""
    subscriber = subscribers()[name]
    return db.write_sync(lambda session: _drain(session, subscriber))


def _drain(session: Session, subscriber: Subscriber) -> int:
    with all_workspaces(session):
        due = (
            select(EventDelivery.event_id, EventDelivery.workspace_id, EventDelivery.attempts)
            .where(
                EventDelivery.subscriber == subscriber.name,
                EventDelivery.dead_at.is_(None),
                EventDelivery.next_at <= time.now(),
            )
            .order_by(EventDelivery.next_at, EventDelivery.event_id)
            .limit(BATCH)
            # PostgreSQL: other processes pass over these; SQLite: this transaction is the only writer anyway.
            .with_for_update(skip_locked=True)
        )
        rows = session.execute(due).all()
        if not rows:
            return 0
        facts = {
            row.id: row for row in session.scalars(select(EventRow).where(EventRow.id.in_([r.event_id for r in rows])))
        }
        # No handler's rollback or refresh makes us read them again, outside of their workspace.
        for fact in facts.values():
            session.expunge(fact)
        links = defaultdict(list)
        for link in session.scalars(select(EventLink).where(EventLink.event_id.in_(facts))):
            links[link.event_id].append(Ref(link.record_type, link.record_id))
    done: list[str] = []
    for row in rows:
        event = facts.get(row.event_id)
        try:
            if event is not None:
                _deliver(session, subscriber, event, links[event.id])
            done.append(row.event_id)
        except Exception as error:
            log.exception("subscriber %s failed on event %s", subscriber.name, row.event_id)
            _put_off(session, subscriber.name, row.event_id, row.attempts + 1, error)
    if done:
        session.execute(
            delete(EventDelivery).where(EventDelivery.subscriber == subscriber.name, EventDelivery.event_id.in_(done))
        )
    return len(rows)


def _deliver(session: Session, subscriber: Subscriber, event: EventRow, links: Iterable[Ref]) -> None:
    fact = revive(event.type, event.data)
    if fact is None:
        return  # a fact of a version that is gone: nobody can take it
    delivered = Delivered(
        id=event.id,
        workspace_id=event.workspace_id,
        at=event.at,
        fact=fact,
        subject=Ref(event.subject_type, event.subject_id),
        links=tuple(links),
        actor_kind=event.actor_kind,
        actor_id=event.actor_id,
        actor_label=event.actor_label,
        changes=event.changes,
    )
    # The savepoint inside: after a failed statement PostgreSQL takes no other before it is rolled back.
    with as_workspace(session, event.workspace_id), session.begin_nested():
        subscriber.handler(session, delivered)


def _put_off(session: Session, name: str, event_id: str, attempts: int, error: Exception) -> None:
    pause = min(_FIRST_PAUSE * 2 ** (attempts - 1), _LONGEST_PAUSE)
    session.execute(
        update(EventDelivery)
        .where(EventDelivery.subscriber == name, EventDelivery.event_id == event_id)
        .values(
            attempts=attempts,
            next_at=time.now() + pause,
            dead_at=time.now() if attempts >= MAX_ATTEMPTS else None,
            error=f"{type(error).__name__}: {error}"[:2000],
        )
    )


class Deliverer:
    """The thread of a process that drains deliveries: woken by commits, polling as a safety net."""

    def __init__(self, db: Database, *, poll_seconds: float = 2.0) -> None:
        self._db = db
        self._poll = poll_seconds
        self._awake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="event-delivery", daemon=True)
        self._forget = on_owed(self._awake.set)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Let the batch under way end. Safe to repeat."""
        if self._stopping.is_set():
            return
        self._stopping.set()
        self._forget()
        self._awake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=30)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._awake.clear()
            try:
                while not self._stopping.is_set() and self.drain_all():
                    pass
            except Exception:
                log.exception("draining deliveries failed; trying again")
                self._awake.wait(self._poll)
            self._awake.wait(self._poll)

    def drain_all(self) -> int:
        """One batch for each subscriber that is owed something; returns how many rows were dealt with."""
        now = time.now()
        owed = self._db.read_sync(
            lambda session: session.scalars(
                select(EventDelivery.subscriber)
                .where(EventDelivery.dead_at.is_(None), EventDelivery.next_at <= now)
                .group_by(EventDelivery.subscriber)
            ).all()
        )
        known = subscribers()
        return sum(drain(self._db, name) for name in owed if name in known)


def dead_deliveries(session: Session, workspace_id: str) -> list[EventDelivery]:
    """Deliveries of a workspace that were given up, newest first."""
    return list(
        session.scalars(
            select(EventDelivery)
            .where(EventDelivery.workspace_id == workspace_id, EventDelivery.dead_at.is_not(None))
            .order_by(EventDelivery.dead_at.desc())
            .limit(200)
        )
    )


def redrive(session: Session, workspace_id: str, event_id: str | None = None) -> int:
    """Owe dead deliveries again, all or those of one event; returns how many."""
    statement = (
        update(EventDelivery)
        .where(EventDelivery.workspace_id == workspace_id, EventDelivery.dead_at.is_not(None))
        .values(dead_at=None, attempts=0, next_at=time.now())
        .returning(EventDelivery.event_id)
    )
    if event_id is not None:
        statement = statement.where(EventDelivery.event_id == event_id)
    return len(session.execute(statement).all())


def backlog(session: Session) -> int:
    """How many deliveries wait, over all workspaces (for metrics)."""
    return session.scalar(select(func.count()).select_from(EventDelivery).where(EventDelivery.dead_at.is_(None))) or 0
