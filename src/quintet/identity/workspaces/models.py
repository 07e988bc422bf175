"""Tables of workspaces and their members."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quintet.foundation.db import Id, Json, Model
from quintet.kit import time
from quintet.kit.ids import new_id


class Workspace(Model):
    """A tenant: it owns every record in it."""

    __tablename__ = "workspaces"

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(200))
    industry: Mapped[str | None] = mapped_column(String(200))
    employee_range: Mapped[str | None] = mapped_column(String(20))
    website: Mapped[str | None] = mapped_column(String(2000))
    phone: Mapped[str | None] = mapped_column(String(40))
    address: Mapped[str | None] = mapped_column(String(1000))
    timezone: Mapped[str] = mapped_column(String(60), default="UTC")
    currency: Mapped[str] = mapped_column(String(3), default="USD")
    language: Mapped[str] = mapped_column(String(5), default="en")
    """In which it is founded: of what it begins with, and of mails to people whose own is not known."""
    logo_file_id: Mapped[str | None] = mapped_column(Id)
    settings: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    deleted_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=time.now)
    updated_at: Mapped[datetime] = mapped_column(default=time.now, onupdate=time.now)


class Member(Model):
    """A user in one workspace, with a role."""

    __tablename__ = "members"
    __table_args__ = (
        UniqueConstraint("workspace_id", "user_id", name="uq_members_user"),
        Index("ix_members_user_id", "user_id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    workspace_id: Mapped[str] = mapped_column(Id, ForeignKey("workspaces.id", ondelete="CASCADE"))
    user_id: Mapped[str] = mapped_column(Id, ForeignKey("users.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(String(20))
    deactivated_at: Mapped[datetime | None]
    invited_by: Mapped[str | None] = mapped_column(Id)
    created_at: Mapped[datetime] = mapped_column(default=time.now)
    updated_at: Mapped[datetime] = mapped_column(default=time.now, onupdate=time.now)
