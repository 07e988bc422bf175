"""`Idempotency-Key`: the same POST again gives the first answer, whatever crashed in between.

The stored answer is a row of the very transaction that did the work, so neither can exist without the other.
"""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from quintet.foundation.access import Actor
from quintet.foundation.db import Id, Model
from quintet.foundation.http.reply import Reply
from quintet.kit import time
from quintet.kit.errors import BadRequest, Conflict
from quintet.kit.ids import new_id

KEPT = timedelta(hours=24)
LONGEST_KEY = 255


class IdempotencyKey(Model):
    """The answer once given to a key."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (
        UniqueConstraint("workspace_id", "actor_ref", "key", name="uq_idempotency_keys_key"),
        Index("ix_idempotency_keys_created_at", "created_at"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    workspace_id: Mapped[str] = mapped_column(Id)
    actor_ref: Mapped[str] = mapped_column(String(36))
    key: Mapped[str] = mapped_column(String(LONGEST_KEY))
    fingerprint: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(100))
    headers: Mapped[dict[str, str]]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(default=time.now)


def fingerprint(method: str, path: str, query: str, body: bytes) -> str:
    address = f"{path}?{query}" if query else path
    return hashlib.sha256(b"\n".join((method.encode(), address.encode(), body))).hexdigest()


def claim(session: Session, actor: Actor, key: str, print_: str) -> Reply | IdempotencyKey:
    """The stored answer to this key, or the row to complete with `keep` in this same transaction."""
    if not 1 <= len(key) <= LONGEST_KEY:
        raise BadRequest(f"Idempotency-Key must have 1 to {LONGEST_KEY} characters.", code="bad_idempotency_key")
    known = _find(session, actor, key)
    if known is None:
        row = IdempotencyKey(
            workspace_id=actor.workspace_id,
            actor_ref=actor.ref or "",
            key=key,
            fingerprint=print_,
            status=0,
            media_type="",
            headers={},
            body=b"",
        )
        try:
            # On PostgreSQL a twin under way holds the unique key: this waits for its end.
            with session.begin_nested():
                session.add(row)
            return row
        except IntegrityError:
            known = _find(session, actor, key)
            if known is None:
                raise
    if known.fingerprint != print_:
        raise Conflict("This Idempotency-Key was used for another request.", code="idempotency_key_reused")
    headers = {**known.headers, "Idempotency-Replayed": "true"}
    return Reply(known.status, known.body, known.media_type, headers)


def keep(row: IdempotencyKey, reply: Reply) -> None:
    """Store the answer with the work it belongs to."""
    row.status, row.body, row.media_type, row.headers = reply.status, reply.body, reply.media_type, dict(reply.headers)


def purge(session: Session) -> int:
    """Forget keys past their time; returns how many."""
    old = delete(IdempotencyKey).where(IdempotencyKey.created_at < time.now() - KEPT).returning(IdempotencyKey.id)
    return len(session.execute(old).all())


def _find(session: Session, actor: Actor, key: str) -> IdempotencyKey | None:
    return session.scalar(
        select(IdempotencyKey).where(
            IdempotencyKey.workspace_id == actor.workspace_id,
            IdempotencyKey.actor_ref == (actor.ref or ""),
            IdempotencyKey.key == key,
            IdempotencyKey.created_at >= time.now() - KEPT,
        )
    )
