"""Tables of the team's chat and of what is told there."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from quintet.foundation.db import Id, Record


class AnnouncementStatus(StrEnum):
    queued = "queued"
    sent = "sent"
    failed = "failed"


class TeamChat(Record):
    """The channel in which a workspace's team is told what happened; one per workspace."""

    __tablename__ = "team_chats"
    __table_args__ = (Index("uq_team_chats_workspace_id", "workspace_id", unique=True),)

    channel: Mapped[str] = mapped_column(String(100))
    hook: Mapped[str | None] = mapped_column(Text)
    """The address that posts into the channel, sealed: whoever has it can write there."""
    kinds: Mapped[list[str]]
    """What is told, by name."""


class Announcement(Record):
    """One message to the channel, once for each `key`."""

    __tablename__ = "announcements"
    __table_args__ = (
        Index("uq_announcements_key", "workspace_id", "key", unique=True),
        Index("ix_announcements_created_at", "created_at"),
        Index("ix_announcements_workspace_id", "workspace_id", "id"),
    )

    kind: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(String(1_000))
    subject_type: Mapped[str | None] = mapped_column(String(60))
    subject_id: Mapped[str | None] = mapped_column(Id)
    key: Mapped[str] = mapped_column(String(60))
    status: Mapped[str] = mapped_column(String(10), default=AnnouncementStatus.queued)
    error: Mapped[str | None] = mapped_column(String(500))
    sent_at: Mapped[datetime | None]
