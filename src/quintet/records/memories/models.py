"""Table of memories."""

from sqlalchemy import Float, String
from sqlalchemy.orm import Mapped, mapped_column

from quintet.foundation.db import Id
from quintet.foundation.objects.models import ObjectRow, live_index


class Memory(ObjectRow):
    """One thing known about a company, and how we know it."""

    __tablename__ = "memories"
    __table_args__ = (
        live_index("memories", "created_at"),
        live_index("memories", "company_id", "created_at"),
        live_index("memories", "author_id", "created_at"),
    )

    company_id: Mapped[str] = mapped_column(Id)
    fact: Mapped[str] = mapped_column(String(500))
    source: Mapped[str] = mapped_column(String(20))
    reference: Mapped[str | None] = mapped_column(String(2000))
    """Where in the source: a link, a page, a call."""
    confidence: Mapped[float] = mapped_column(Float)
    model: Mapped[str | None] = mapped_column(String(100))
    """The model that derived it; of what AI says only."""
    author_id: Mapped[str | None] = mapped_column(Id)
