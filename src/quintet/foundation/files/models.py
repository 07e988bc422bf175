"""Table of stored files."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quintet.foundation.db import Id, Record, only_where
from quintet.foundation.events import Ref


class StoredFile(Record):
    """A file of a workspace; its bytes lie in storage under `storage_key` and never change."""

    __tablename__ = "files"
    __table_args__ = (
        UniqueConstraint("storage_key"),
        Index(
            "ix_files_related",
            "workspace_id",
            "related_type",
            "related_id",
            "id",
            **only_where("related_id is not null"),
        ),
        # Over all workspaces, for the nightly emptying of the bin.
        Index("ix_files_deleted_at", "deleted_at", **only_where("deleted_at is not null")),
    )

    name: Mapped[str] = mapped_column(String(255))
    content_type: Mapped[str] = mapped_column(String(130))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    storage_key: Mapped[str] = mapped_column(String(200))
    purpose: Mapped[str] = mapped_column(String(40))
    uploaded_by: Mapped[str | None] = mapped_column(Id)
    related_type: Mapped[str | None] = mapped_column(String(60))
    related_id: Mapped[str | None] = mapped_column(Id)
    deleted_at: Mapped[datetime | None]
    """Since when it lies in the bin, if it does."""

    @property
    def related(self) -> Ref | None:
        """The record it hangs on."""
        return Ref(self.related_type, self.related_id) if self.related_type and self.related_id else None
