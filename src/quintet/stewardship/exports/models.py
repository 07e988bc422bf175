"""Tables of exports."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from quintet.foundation.db import Id, Json, Record


class ExportState(StrEnum):
    running = "running"
    done = "done"
    failed = "failed"
    cancelled = "cancelled"
    expired = "expired"
    """Its file was deleted after a while."""


class Export(Record):
    """Records of one object written into a file."""

    __tablename__ = "exports"
    __table_args__ = (Index("ix_exports_newest", "workspace_id", "id"),)

    object: Mapped[str] = mapped_column(String(60))
    format: Mapped[str] = mapped_column(String(4))
    filters: Mapped[str] = mapped_column(Text)
    """As in the query string of the object's list."""
    columns: Mapped[list[str]] = mapped_column(Json)
    headers: Mapped[str] = mapped_column(String(10))
    bom: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(12), default=ExportState.running)
    mandate: Mapped[dict[str, Any]] = mapped_column(Json)
    """For whom it runs; see `acting`."""
    created_by: Mapped[str | None] = mapped_column(Id)
    job_id: Mapped[str | None] = mapped_column(Id)
    file_id: Mapped[str | None] = mapped_column(Id)
    rows: Mapped[int] = mapped_column(Integer, default=0)
    error: Mapped[str | None] = mapped_column(Text)
    finished_at: Mapped[datetime | None]
