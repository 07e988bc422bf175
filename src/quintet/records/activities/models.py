"""Tables of activities and who took part in them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, PrimaryKeyConstraint, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from quintet.foundation.db import Id, Scoped
from quintet.foundation.objects.models import ObjectRow, live_index


class Activity(ObjectRow):
    """Something that happens with people: a call, a meeting, an e-mail."""

    __tablename__ = "activities"
    __table_args__ = (
        live_index("activities", "created_at"),
        live_index("activities", "starts_at"),
        live_index("activities", "owner_id", "created_at"),
        live_index("activities", "related_id"),
        live_index("activities", "needs_review", "starts_at"),
    )

    type: Mapped[str] = mapped_column(String(20))
    direction: Mapped[str | None] = mapped_column(String(10))
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str | None] = mapped_column(Text)
    location: Mapped[str | None] = mapped_column(String(500))
    outcome: Mapped[str | None] = mapped_column(String(2000))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    owner_id: Mapped[str | None] = mapped_column(Id)
    related_type: Mapped[str | None] = mapped_column(String(60))
    related_id: Mapped[str | None] = mapped_column(Id)
    needs_review: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Somebody has to look at it before it can be relied on: what recorded it was not certain of it."""
    review_reason: Mapped[str | None] = mapped_column(String(500))


class ActivityParticipant(Scoped):
    """A contact who takes part in an activity."""

    __tablename__ = "activity_participants"
    __table_args__ = (
        PrimaryKeyConstraint("workspace_id", "activity_id", "contact_id"),
        Index("ix_activity_participants_contact_id", "contact_id", "activity_id"),
        {"sqlite_with_rowid": False},
    )

    activity_id: Mapped[str] = mapped_column(Id, ForeignKey("activities.id", ondelete="CASCADE"))
    contact_id: Mapped[str] = mapped_column(Id, ForeignKey("contacts.id", ondelete="CASCADE"))
