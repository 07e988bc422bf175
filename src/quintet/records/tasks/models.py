"""Table of tasks."""

from datetime import UTC, datetime

from sqlalchemy import Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from quintet.foundation.db import Id, Json, only_where
from quintet.foundation.objects.models import ObjectRow, live_index

NEVER = datetime(9999, 12, 31, tzinfo=UTC)


class Task(ObjectRow):
    """Something to do."""

    __tablename__ = "tasks"
    __table_args__ = (
        live_index("tasks", "created_at"),
        live_index("tasks", "due_key"),
        live_index("tasks", "assignee_id", "status", "due_key"),
        live_index("tasks", "status", "due_key"),
        live_index("tasks", "related_id"),
        # Of all workspaces at once: the clock asks every minute.
        Index("ix_tasks_remind_at", "remind_at", **only_where("remind_at is not null and deleted_at is null")),
    )

    title: Mapped[str] = mapped_column(String(300))
    description: Mapped[str | None] = mapped_column(Text)
    type: Mapped[str] = mapped_column(String(20))
    priority: Mapped[str] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(10))
    due_at: Mapped[datetime | None]
    due_key: Mapped[datetime]
    """`due_at`, or the end of time: what is due sometime comes last."""
    duration_minutes: Mapped[int | None] = mapped_column(Integer)
    reminders: Mapped[list[int]] = mapped_column(Json, default=list)
    """Minutes before it is due."""
    remind_at: Mapped[datetime | None]
    """When its assignee is reminded next."""
    outcome: Mapped[str | None] = mapped_column(String(2000))
    completed_at: Mapped[datetime | None]
    completed_by: Mapped[str | None] = mapped_column(Id)
    assignee_id: Mapped[str | None] = mapped_column(Id)
    related_type: Mapped[str | None] = mapped_column(String(60))
    related_id: Mapped[str | None] = mapped_column(Id)
