"""Tables of tags, and of which records bear them."""

from sqlalchemy import Boolean, ForeignKey, Index, Integer, PrimaryKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from quintet.foundation.db import Id, Scoped, only_where
from quintet.foundation.objects.models import ObjectRow, live_index


class Tag(ObjectRow):
    """A label for records."""

    __tablename__ = "tags"
    __table_args__ = (
        live_index("tags", "name_folded"),
        live_index("tags", "created_at"),
        Index("uq_tags_name", "workspace_id", "name_folded", unique=True, **only_where("deleted_at is null")),
        Index("uq_tags_slug", "workspace_id", "slug", unique=True, **only_where("deleted_at is null")),
    )

    name: Mapped[str] = mapped_column(String(100))
    name_folded: Mapped[str] = mapped_column(String(300))
    """The name without regard to case: two live tags never share one."""
    slug: Mapped[str] = mapped_column(String(100))
    """How programs call it; two live tags never share one."""
    category: Mapped[str] = mapped_column(String(20), default="custom")
    position: Mapped[int] = mapped_column(Integer, default=0)
    """Its place among the tags of its category, from 0."""
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    """Whether it is offered."""
    color: Mapped[str] = mapped_column(String(7))
    description: Mapped[str] = mapped_column(String(500), default="")
    system: Mapped[str | None] = mapped_column(String(60))
    """The key by which the product knows a tag with consequences."""


class RecordTag(Scoped):
    """A record bears a tag. `binned` while the record is in the bin, so that counting needs no look at records."""

    __tablename__ = "record_tags"
    __table_args__ = (
        PrimaryKeyConstraint("workspace_id", "record_type", "record_id", "tag_id"),
        Index("ix_record_tags_tag_id", "tag_id", "workspace_id", "record_type", "record_id", "binned"),
        {"sqlite_with_rowid": False},
    )

    record_type: Mapped[str] = mapped_column(String(60))
    record_id: Mapped[str] = mapped_column(Id)
    tag_id: Mapped[str] = mapped_column(Id, ForeignKey("tags.id", ondelete="CASCADE"))
    binned: Mapped[bool] = mapped_column(default=False)
