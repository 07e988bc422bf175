"""Tables of deals, and of the contacts they are made with."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, ForeignKey, Index, PrimaryKeyConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from quintet.foundation.db import Id, Json, Scoped, only_where
from quintet.foundation.objects.models import live_index
from quintet.records.pipelines.models import StagedRow


class Deal(StagedRow):
    """A qualified opportunity."""

    __tablename__ = "deals"
    __table_args__ = (
        live_index("deals", "created_at"),
        live_index("deals", "title_folded"),
        live_index("deals", "stage_id", "position"),
        live_index("deals", "status", "created_at"),
        live_index("deals", "owner_id", "created_at"),
        live_index("deals", "company_id", "created_at"),
        live_index("deals", "contact_id", "created_at"),
        live_index("deals", "product_id", "created_at"),
        live_index("deals", "value_minor"),
        live_index("deals", "expected_close_date"),
        # Has all that a board adds up, in the order it adds it up.
        Index(
            "ix_deals_totals",
            "workspace_id",
            "pipeline_id",
            "stage_id",
            "currency",
            "value_minor",
            "probability",
            "status",
            # Always null here; SQLite reads the row for it all the same, unless the index has it.
            "deleted_at",
            **only_where("deleted_at is null"),
        ),
    )

    title: Mapped[str] = mapped_column(String(300))
    title_folded: Mapped[str] = mapped_column(String(900))
    value_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    currency: Mapped[str] = mapped_column(String(3))
    expected_close_date: Mapped[date | None] = mapped_column(Date)
    company_id: Mapped[str | None] = mapped_column(Id)
    contact_id: Mapped[str | None] = mapped_column(Id)
    """The primary one of its contacts."""
    product_id: Mapped[str | None] = mapped_column(Id)
    """What is to be sold."""
    owner_id: Mapped[str | None] = mapped_column(Id)
    source: Mapped[str | None] = mapped_column(String(200))
    description: Mapped[str | None] = mapped_column(Text)
    snoozed_until: Mapped[datetime | None]
    postmortem: Mapped[dict[str, Any] | None] = mapped_column(Json)


class DealContact(Scoped):
    """A contact with whom a deal is made."""

    __tablename__ = "deal_contacts"
    __table_args__ = (
        PrimaryKeyConstraint("workspace_id", "deal_id", "contact_id"),
        Index("ix_deal_contacts_contact_id", "contact_id", "deal_id"),
        {"sqlite_with_rowid": False},
    )

    deal_id: Mapped[str] = mapped_column(Id, ForeignKey("deals.id", ondelete="CASCADE"))
    contact_id: Mapped[str] = mapped_column(Id, ForeignKey("contacts.id", ondelete="CASCADE"))
