"""Tables of merges."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, PrimaryKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from quintet.foundation.db import Id, Json, Record, Scoped


class Merge(Record):
    """Records of one object that became one, with all that is needed to take it back."""

    __tablename__ = "merges"

    object: Mapped[str] = mapped_column(String(60))
    winner_id: Mapped[str] = mapped_column(Id)
    loser_ids: Mapped[list[str]] = mapped_column(Json)
    changes: Mapped[dict[str, Any]] = mapped_column(Json)
    """{field: [before, after]} of the winner."""
    moves: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    """What pointed at losers and points at the winner now; see `pointing.Move`."""
    created_by: Mapped[str | None] = mapped_column(Id)
    undone_at: Mapped[datetime | None]
    left: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    """What undoing left as it is, since it was changed after the merge."""


class MergedRecord(Scoped):
    """Where a record went that was merged into another."""

    __tablename__ = "merged_records"
    __table_args__ = (
        PrimaryKeyConstraint("workspace_id", "object", "record_id"),
        Index("ix_merged_records_merge_id", "merge_id"),
        {"sqlite_with_rowid": False},
    )

    object: Mapped[str] = mapped_column(String(60))
    record_id: Mapped[str] = mapped_column(Id)
    winner_id: Mapped[str] = mapped_column(Id)
    merge_id: Mapped[str] = mapped_column(Id)
