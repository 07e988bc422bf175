"""Tables of imports."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, Integer, PrimaryKeyConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from quintet.foundation.db import Id, Json, Record, Scoped, only_where


class ImportState(StrEnum):
    draft = "draft"
    checking = "checking"
    """A dry run is under way."""
    ready = "ready"
    """A dry run has said what would happen."""
    running = "running"
    done = "done"
    failed = "failed"
    cancelled = "cancelled"
    undoing = "undoing"
    undone = "undone"


BUSY = (ImportState.checking, ImportState.running, ImportState.undoing)


class RowStatus(StrEnum):
    """What became of a row; in the state `ready`: what would become of it."""

    created = "created"
    updated = "updated"
    unchanged = "unchanged"
    """Matched a record that has all its values already."""
    skipped = "skipped"
    """Matched a record, and duplicates are to be skipped."""
    error = "error"
    undone = "undone"
    left = "left"
    """Undoing left it as it is, or part of it; the row says why."""


class Import(Record):
    """One file being brought in as records of one object."""

    __tablename__ = "imports"
    __table_args__ = (Index("ix_imports_newest", "workspace_id", "id"),)

    object: Mapped[str] = mapped_column(String(60))
    file_id: Mapped[str] = mapped_column(Id)
    file_name: Mapped[str] = mapped_column(String(255))
    state: Mapped[str] = mapped_column(String(12), default=ImportState.draft)
    form: Mapped[dict[str, Any]] = mapped_column(Json)
    """How the file is read; see `tables.Form`."""
    columns: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    """What each of the file's columns becomes; see `mapping.Column`."""
    options: Mapped[dict[str, Any]] = mapped_column(Json)
    mandate: Mapped[dict[str, Any]] = mapped_column(Json)
    """For whom it runs; see `acting`."""
    created_by: Mapped[str | None] = mapped_column(Id)
    job_id: Mapped[str | None] = mapped_column(Id)
    total: Mapped[int | None] = mapped_column(Integer)
    """Rows below the header, once they are counted."""
    position: Mapped[int] = mapped_column(Integer, default=0)
    """The last row that is dealt with: where a run goes on after it was interrupted."""
    phase: Mapped[str] = mapped_column(String(12), default="rows")
    """`rows`, then `references`: those to records that came later in the file."""
    counts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    """Rows by status."""
    new_fields: Mapped[list[str]] = mapped_column(Json, default=list)
    """Ids of custom fields that the import made."""
    error: Mapped[str | None] = mapped_column(Text)
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class ImportRow(Scoped):
    """What became of one row of the file. Written with the records themselves, so no row is ever done twice."""

    __tablename__ = "import_rows"
    __table_args__ = (
        PrimaryKeyConstraint("import_id", "number"),
        Index("ix_import_rows_status", "import_id", "status", "number"),
        Index("ix_import_rows_awaits", "import_id", "number", **only_where("awaits is not null")),
        Index("ix_import_rows_made", "import_id", "number", **only_where("made is not null")),
        {"sqlite_with_rowid": False},
    )

    import_id: Mapped[str] = mapped_column(Id)
    number: Mapped[int] = mapped_column(Integer)
    """Counts from 1 as spreadsheets do, so the first row below the header is 2."""
    status: Mapped[str] = mapped_column(String(12))
    record_id: Mapped[str | None] = mapped_column(Id)
    version: Mapped[int | None] = mapped_column(Integer)
    """The record's version as the import left it; another one means that it was changed since."""
    changes: Mapped[dict[str, Any] | None] = mapped_column(Json)
    """{field: [before, after]} of an updated record."""
    problems: Mapped[list[dict[str, Any]] | None] = mapped_column(Json)
    """[{field, column, code, message, value}]"""
    awaits: Mapped[dict[str, Any] | None] = mapped_column(Json)
    """{field: text}: references to records that may come later in the file."""
    made: Mapped[list[dict[str, Any]] | None] = mapped_column(Json)
    """[{object, id}]: related records that did not exist and were made for this row."""
