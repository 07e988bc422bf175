"""Tables of segments, and of the records on their lists."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, PrimaryKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from quintet.foundation.db import Id, Json, Scoped, only_where
from quintet.foundation.objects.models import ObjectRow, live_index


class Segment(ObjectRow):
    """Records of one object that belong together: by rules, or because somebody put them there."""

    __tablename__ = "segments"
    __table_args__ = (
        live_index("segments", "created_at"),
        live_index("segments", "name_folded"),
        Index(
            "uq_segments_name", "workspace_id", "object", "name_folded", unique=True, **only_where("deleted_at is null")
        ),
    )

    object: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(200))
    name_folded: Mapped[str] = mapped_column(String(600))
    """The name without regard to case: two live segments of an object never share one."""
    description: Mapped[str] = mapped_column(String(500), default="")
    rules: Mapped[list[dict[str, str]]] = mapped_column(Json, default=list)
    """As the filters of saved views; all of them hold."""
    timezone: Mapped[str] = mapped_column(String(60))
    """Whose days the periods in its rules are."""


class SegmentMember(Scoped):
    """A record on the list of a segment. It stays there while it is in the bin."""

    __tablename__ = "segment_members"
    __table_args__ = (
        PrimaryKeyConstraint("workspace_id", "segment_id", "record_id"),
        Index("ix_segment_members_record", "workspace_id", "record_type", "record_id"),
        {"sqlite_with_rowid": False},
    )

    segment_id: Mapped[str] = mapped_column(Id, ForeignKey("segments.id", ondelete="CASCADE"))
    record_type: Mapped[str] = mapped_column(String(60))
    record_id: Mapped[str] = mapped_column(Id)
    added_by: Mapped[str | None] = mapped_column(Id)
    added_at: Mapped[datetime]
