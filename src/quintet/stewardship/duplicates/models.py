"""Tables of merges, and of what may be the same."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Float, ForeignKey, Index, Integer, PrimaryKeyConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from quintet.foundation.db import Id, Json, Record, Scoped, only_where


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


class ScanState(StrEnum):
    running = "running"
    done = "done"
    failed = "failed"


class DuplicateScan(Record):
    """One look through all records of an object for those that may be the same."""

    __tablename__ = "duplicate_scans"
    __table_args__ = (
        Index("ix_duplicate_scans_object", "workspace_id", "object", "id"),
        Index("uq_duplicate_scans_running", "workspace_id", "object", unique=True, **only_where("state = 'running'")),
    )

    object: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(10), default=ScanState.running.value)
    records: Mapped[int] = mapped_column(Integer, default=0)
    pairs: Mapped[int] = mapped_column(Integer, default=0)
    """How many were compared."""
    groups: Mapped[int] = mapped_column(Integer, default=0)
    error: Mapped[str | None] = mapped_column(Text)
    started_by: Mapped[str | None] = mapped_column(Id)
    finished_at: Mapped[datetime | None]


class GroupStatus(StrEnum):
    """`separate`: somebody said that these are not the same; scans leave them apart from then on."""

    open = "open"
    merged = "merged"
    separate = "separate"


class DuplicateGroup(Record):
    """Records that may be one."""

    __tablename__ = "duplicate_groups"
    __table_args__ = (
        Index("ix_duplicate_groups_score", "workspace_id", "status", "object", "score", "id"),
        Index("uq_duplicate_groups_key", "workspace_id", "object", "key", unique=True),
        Index("ix_duplicate_groups_merge_id", "merge_id"),
    )

    object: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(64))
    """Stands for the members: the same group is never there twice."""
    level: Mapped[str] = mapped_column(String(10))
    score: Mapped[float] = mapped_column(Float)
    reasons: Mapped[list[str]] = mapped_column(Json)
    status: Mapped[str] = mapped_column(String(10), default=GroupStatus.open.value)
    merge_id: Mapped[str | None] = mapped_column(Id)
    decided_by: Mapped[str | None] = mapped_column(Id)
    decided_at: Mapped[datetime | None]


class DuplicateMember(Scoped):
    """A record is in a group."""

    __tablename__ = "duplicate_members"
    __table_args__ = (
        PrimaryKeyConstraint("workspace_id", "group_id", "record_id"),
        Index("ix_duplicate_members_record_id", "record_id", "group_id"),
        {"sqlite_with_rowid": False},
    )

    group_id: Mapped[str] = mapped_column(Id, ForeignKey("duplicate_groups.id", ondelete="CASCADE"))
    record_id: Mapped[str] = mapped_column(Id)
