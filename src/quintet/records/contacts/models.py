"""Tables of contacts, and of what they are reached by."""

from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, PrimaryKeyConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from quintet.foundation.db import Id, Json, Scoped, only_where
from quintet.foundation.objects.models import ObjectRow, live_index


class Contact(ObjectRow):
    """A person."""

    __tablename__ = "contacts"
    __table_args__ = (
        live_index("contacts", "created_at"),
        live_index("contacts", "full_name_folded"),
        live_index("contacts", "email"),
        live_index("contacts", "owner_id", "created_at"),
        live_index("contacts", "company_id", "created_at"),
        live_index("contacts", "status", "created_at"),
        live_index("contacts", "lifecycle_stage", "created_at"),
        live_index("contacts", "score"),
        Index(
            "ix_contacts_avatar_file_id",
            "workspace_id",
            "avatar_file_id",
            **only_where("avatar_file_id is not null"),
        ),
    )

    first_name: Mapped[str] = mapped_column(String(200), default="")
    last_name: Mapped[str] = mapped_column(String(200), default="")
    full_name: Mapped[str] = mapped_column(String(450))
    """First and last name; without both the e-mail address or phone number people know them by."""
    full_name_folded: Mapped[str] = mapped_column(String(900))
    email: Mapped[str | None] = mapped_column(String(320))
    """The primary one of `emails`."""
    emails: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    phone: Mapped[str | None] = mapped_column(String(40))
    """The primary one of `phones`."""
    phones: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    company_id: Mapped[str | None] = mapped_column(Id)
    title: Mapped[str | None] = mapped_column(String(200))
    department: Mapped[str | None] = mapped_column(String(200))
    source: Mapped[str | None] = mapped_column(String(200))
    status: Mapped[str] = mapped_column(String(20))
    lifecycle_stage: Mapped[str] = mapped_column(String(30))
    email_status: Mapped[str] = mapped_column(String(20))
    do_not_contact: Mapped[list[str]] = mapped_column(Json, default=list)
    """Channels by which they don't want to hear from us."""
    score: Mapped[int] = mapped_column(Integer, default=0)
    timezone: Mapped[str | None] = mapped_column(String(60))
    language: Mapped[str | None] = mapped_column(String(5))
    website: Mapped[str | None] = mapped_column(String(2000))
    linkedin_url: Mapped[str | None] = mapped_column(String(2000))
    description: Mapped[str | None] = mapped_column(Text)
    addresses: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    avatar_file_id: Mapped[str | None] = mapped_column(Id)
    owner_id: Mapped[str | None] = mapped_column(Id)


class ContactPoint(Scoped):
    """An e-mail address or phone number of a live contact. Two of them never share an e-mail address."""

    __tablename__ = "contact_points"
    __table_args__ = (
        PrimaryKeyConstraint("workspace_id", "kind", "value", "contact_id"),
        Index("uq_contact_points_email", "workspace_id", "value", unique=True, **only_where("kind = 'email'")),
        Index("ix_contact_points_contact_id", "contact_id"),
        {"sqlite_with_rowid": False},
    )

    kind: Mapped[str] = mapped_column(String(10))
    value: Mapped[str] = mapped_column(String(320))
    contact_id: Mapped[str] = mapped_column(Id, ForeignKey("contacts.id", ondelete="CASCADE"))
