"""Table of notes."""

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from quintet.foundation.db import Id
from quintet.foundation.objects.models import ObjectRow, live_index


class Note(ObjectRow):
    """Text on a record."""

    __tablename__ = "notes"
    __table_args__ = (
        live_index("notes", "created_at"),
        live_index("notes", "pinned", "created_at"),
        live_index("notes", "related_id"),
        live_index("notes", "author_id", "created_at"),
    )

    body: Mapped[str] = mapped_column(Text)
    preview: Mapped[str] = mapped_column(String(200))
    """The beginning of the body, in one line."""
    pinned: Mapped[bool] = mapped_column(default=False)
    author_id: Mapped[str | None] = mapped_column(Id)
    related_type: Mapped[str] = mapped_column(String(60))
    related_id: Mapped[str] = mapped_column(Id)
