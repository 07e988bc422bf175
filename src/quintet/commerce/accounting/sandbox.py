"""What the sandbox's books hold. Nothing of ours."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from quintet.foundation.db import Json, Model
from quintet.kit import time


class SandboxBookEntry(Model):
    """A customer, invoice, payment or item in the sandbox's books, or a grant to them. `name` is what it is found by,
    `key` what it was asked with: asked again, it is given again."""

    __tablename__ = "sandbox_book_entries"
    __table_args__ = (
        Index("ix_sandbox_book_entries_name", "books_id", "kind", "name"),
        Index("uq_sandbox_book_entries_key", "books_id", "key", unique=True),
    )

    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    books_id: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(300))
    key: Mapped[str | None] = mapped_column(String(60))
    data: Mapped[dict[str, Any]] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(default=time.now)
