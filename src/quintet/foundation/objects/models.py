"""Tables and base of declared objects."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from quintet.foundation.db import Id, Json, Record, only_where


class ObjectRow(Record):
    """Base of every declared object's table: version for ETags, soft deletion, who made it, custom values."""

    __abstract__ = True

    version: Mapped[int] = mapped_column(Integer, default=1)
    deleted_at: Mapped[datetime | None]
    created_by: Mapped[str | None] = mapped_column(Id)
    custom: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


def live_index(table: str, *columns: str) -> Index:
    """An index over a workspace's records that are not deleted, ending in the id that breaks ties."""
    name = f"ix_{table}_live_{'_'.join(columns) or 'id'}"[:60]
    return Index(name, "workspace_id", *columns, "id", **only_where("deleted_at is null"))


class CustomField(Record):
    """A field that a workspace added to an object; its values are in the records' `custom` document."""

    __tablename__ = "custom_fields"
    __table_args__ = (UniqueConstraint("workspace_id", "object", "key", name="uq_custom_fields_key"),)

    object: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(63))
    label: Mapped[str] = mapped_column(String(200))
    type: Mapped[str] = mapped_column(String(20))
    options: Mapped[list[str]] = mapped_column(Json, default=list)
    """Choices of selects; the related object's name for relations."""
    required: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(Integer, default=0)
    description: Mapped[str] = mapped_column(String(500), default="")
    archived_at: Mapped[datetime | None]


class SavedView(Record):
    """How somebody (or everybody) looks at the records of an object."""

    __tablename__ = "saved_views"
    __table_args__ = (Index("ix_saved_views_object", "workspace_id", "object"),)

    object: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200))
    layout: Mapped[str] = mapped_column(String(20), default="table")
    filters: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    columns: Mapped[list[str]] = mapped_column(Json, default=list)
    sort: Mapped[str] = mapped_column(String(300), default="")
    group_by: Mapped[str | None] = mapped_column(String(63))
    shared: Mapped[bool] = mapped_column(default=False)
    owner_id: Mapped[str | None] = mapped_column(Id)
    position: Mapped[int] = mapped_column(Integer, default=0)
