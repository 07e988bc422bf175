"""Tables of the event log."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, PrimaryKeyConstraint, String, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.expression import FunctionElement

from quintet.foundation.db import Id, Model, Scoped, only_where
from quintet.kit import time
from quintet.kit.ids import new_id


class next_position(FunctionElement[int]):  # noqa: N801 - reads as the SQL function it is
    """A place in the log that only ever grows in commit order.

    SQLite has one writer at a time, so counting up is enough. PostgreSQL commits in any order: there it is
    the transaction's id, and readers stop before the oldest transaction still open (see feed.py).
    """

    type = BigInteger()
    inherit_cache = True


@compiles(next_position, "sqlite")
def _sqlite(*_: Any, **__: Any) -> str:
    return "(select coalesce(max(position), 0) + 1 from events)"


@compiles(next_position, "postgresql")
def _postgresql(*_: Any, **__: Any) -> str:
    return "(pg_current_xact_id()::text::bigint)"


class EventRow(Scoped):
    """One fact in the log."""

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_workspace_position", "workspace_id", "position", "id"),
        Index("ix_events_position", "position"),
        Index("ix_events_type", "workspace_id", "type", "id"),
        Index("ix_events_actor", "workspace_id", "actor_id", "position", "id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    at: Mapped[datetime] = mapped_column(default=time.now)
    position: Mapped[int] = mapped_column(BigInteger, default=next_position())
    type: Mapped[str] = mapped_column(String(80))
    subject_type: Mapped[str] = mapped_column(String(60))
    subject_id: Mapped[str] = mapped_column(Id)
    actor_kind: Mapped[str] = mapped_column(String(20))
    actor_id: Mapped[str | None] = mapped_column(Id)
    actor_label: Mapped[str] = mapped_column(String(200))
    data: Mapped[dict[str, Any]]
    changes: Mapped[dict[str, Any] | None]


class EventLink(Scoped):
    """A record that a fact concerns; what timelines are read from (newest first by event id)."""

    __tablename__ = "event_links"
    __table_args__ = (
        PrimaryKeyConstraint("workspace_id", "record_type", "record_id", "event_id"),
        Index("ix_event_links_event_id", "event_id"),
        {"sqlite_with_rowid": False},
    )

    record_type: Mapped[str] = mapped_column(String(60))
    record_id: Mapped[str] = mapped_column(Id)
    event_id: Mapped[str] = mapped_column(Id, ForeignKey("events.id", ondelete="CASCADE"))


class EventDelivery(Model):
    """A fact that one subscriber has still to take. The row goes in the transaction that takes it."""

    __tablename__ = "event_deliveries"
    __table_args__ = (
        Index(
            "ix_event_deliveries_due",
            "subscriber",
            "next_at",
            **only_where("dead_at is null"),
        ),
    )

    event_id: Mapped[str] = mapped_column(Id, ForeignKey("events.id", ondelete="CASCADE"), primary_key=True)
    subscriber: Mapped[str] = mapped_column(String(120), primary_key=True)
    workspace_id: Mapped[str] = mapped_column(Id)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    next_at: Mapped[datetime] = mapped_column(default=time.now)
    dead_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(Text)
