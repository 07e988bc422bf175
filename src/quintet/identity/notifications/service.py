"""Telling people things, and reading them. Everybody reads their own, and nobody those of others."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from quintet.foundation.access import Actor, Role, require
from quintet.foundation.access.rights import declare
from quintet.foundation.db import insert_new
from quintet.foundation.events import Ref
from quintet.identity.notifications.models import Notification
from quintet.kit import time
from quintet.kit.errors import Forbidden, NotFound
from quintet.kit.ids import is_id, new_id

READ = declare("notifications.read", Role.member)
UPDATE = declare("notifications.update", Role.member)
KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Notice:
    """What somebody is told. The same `key` is told to them once."""

    user_id: str
    kind: str
    title: str
    key: str
    text: str = ""
    subject: Ref | None = None


def notify(session: Session, notices: list[Notice]) -> int:
    """Tell people what they were not told yet; how many that were. For services, in a session of one workspace."""
    now = time.now()
    rows = [
        {
            "id": new_id(),
            "created_at": now,
            "updated_at": now,
            "user_id": notice.user_id,
            "kind": notice.kind,
            "title": notice.title[:300],
            "text": notice.text[:500],
            "subject_type": notice.subject.type if notice.subject else None,
            "subject_id": notice.subject.id if notice.subject else None,
            "key": notice.key,
            "read_at": None,
        }
        for notice in notices
    ]
    return len(insert_new(session, Notification, rows, "id"))


def list_notifications(
    session: Session, actor: Actor, *, unread: bool = False, before: str | None = None, limit: int = 50
) -> list[Notification]:
    """The actor's own, newest first."""
    require(actor, READ)
    mine = select(Notification).where(Notification.user_id == _person(actor))
    if unread:
        mine = mine.where(Notification.read_at.is_(None))
    if before is not None:
        mine = mine.where(Notification.id < before)
    return list(session.scalars(mine.order_by(Notification.id.desc()).limit(limit)))


def count_unread(session: Session, actor: Actor) -> int:
    """How many of the actor's own are not read yet."""
    require(actor, READ)
    mine = (Notification.user_id == _person(actor), Notification.read_at.is_(None))
    return session.scalar(select(func.count()).select_from(Notification).where(*mine)) or 0


def mark_read(session: Session, actor: Actor, notification_id: str, *, read: bool = True) -> Notification:
    """Say that one was read, or that it was not. NotFound for one of somebody else."""
    require(actor, UPDATE)
    found = session.get(Notification, notification_id) if is_id(notification_id) else None
    if found is None or found.user_id != _person(actor):
        raise NotFound("notification")
    found.read_at = (found.read_at or time.now()) if read else None
    session.flush()
    return found


def mark_all_read(session: Session, actor: Actor) -> int:
    """Say that all of the actor's own were read; how many had not been."""
    require(actor, UPDATE)
    mine = (Notification.user_id == _person(actor), Notification.read_at.is_(None))
    marked = update(Notification).where(*mine).values(read_at=time.now()).returning(Notification.id)
    return len(session.execute(marked.execution_options(synchronize_session=False)).all())


def delete_old(session: Session) -> int:
    """Delete what was told long ago; how many, at most a thousand."""
    old = select(Notification.id).where(Notification.created_at < time.now() - KEPT).limit(1_000)
    gone = delete(Notification).where(Notification.id.in_(old)).returning(Notification.id)
    return len(session.execute(gone.execution_options(synchronize_session=False)).all())


def _person(actor: Actor) -> str:
    if actor.user_id is None:
        raise Forbidden("Only people have notifications.")
    return actor.user_id
