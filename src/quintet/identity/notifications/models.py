"""Table of notifications."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from quintet.foundation.db import Id, Record, only_where


class Notification(Record):
    """Something one user should know of, once for each `key`."""

    __tablename__ = "user_notifications"
    __table_args__ = (
        Index("uq_notifications_key", "workspace_id", "user_id", "key", unique=True),
        Index("ix_notifications_user_id", "workspace_id", "user_id", "id"),
        Index("ix_notifications_unread", "workspace_id", "user_id", **only_where("read_at is null")),
        Index("ix_notifications_created_at", "created_at"),
    )

    user_id: Mapped[str] = mapped_column(Id, ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(40))
    """What it is about, such as `task_due`: people turn off kinds, and front ends choose pictures by it."""
    title: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(String(500), default="")
    subject_type: Mapped[str | None] = mapped_column(String(60))
    subject_id: Mapped[str | None] = mapped_column(Id)
    key: Mapped[str] = mapped_column(String(150))
    read_at: Mapped[datetime | None]
