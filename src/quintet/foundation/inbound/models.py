"""The table of inbound events."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quintet.foundation.db import Id, Model
from quintet.kit import time
from quintet.kit.ids import new_id


class InboundStatus(StrEnum):
    received = "received"
    handled = "handled"
    failed = "failed"


class InboundEvent(Model):
    """One event as a provider sent it.

    `workspace_id` is None for events of the whole installation. `scope` is that id or empty: unlike a null it
    takes part in the unique key, and one workspace's event can't stand in the way of another's.
    """

    __tablename__ = "inbound_events"
    __table_args__ = (
        UniqueConstraint("provider", "scope", "external_id", name="uq_inbound_events_external_id"),
        Index("ix_inbound_events_workspace", "workspace_id", "id"),
        Index("ix_inbound_events_received_at", "received_at"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    workspace_id: Mapped[str | None] = mapped_column(Id)
    scope: Mapped[str] = mapped_column(String(36))
    provider: Mapped[str] = mapped_column(String(60))
    external_id: Mapped[str] = mapped_column(String(255))
    type: Mapped[str] = mapped_column(String(120), default="")
    headers: Mapped[dict[str, str]]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[str] = mapped_column(String(20), default=InboundStatus.received)
    received_at: Mapped[datetime] = mapped_column(default=time.now)
    handled_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(Text)
