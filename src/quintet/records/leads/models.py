"""Table of leads."""

from datetime import datetime

from sqlalchemy import BigInteger, Float, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from quintet.foundation.db import Id, only_where
from quintet.foundation.objects.models import live_index
from quintet.records.pipelines.models import StagedRow


class Lead(StagedRow):
    """A prospect not yet qualified: a person, a business, or both."""

    __tablename__ = "leads"
    __table_args__ = (
        live_index("leads", "created_at"),
        live_index("leads", "name_folded"),
        live_index("leads", "stage_id", "position"),
        live_index("leads", "status", "created_at"),
        live_index("leads", "owner_id", "created_at"),
        live_index("leads", "company_id", "created_at"),
        live_index("leads", "contact_id", "created_at"),
        live_index("leads", "email"),
        live_index("leads", "place_id"),
        live_index("leads", "score"),
        Index("ix_leads_photo_file_id", "workspace_id", "photo_file_id", **only_where("photo_file_id is not null")),
        # Has all that a board adds up, in the order it adds it up.
        Index(
            "ix_leads_totals",
            "workspace_id",
            "pipeline_id",
            "stage_id",
            "currency",
            "estimated_revenue_minor",
            "probability",
            "status",
            # Always null here; SQLite reads the row for it all the same, unless the index has it.
            "deleted_at",
            **only_where("deleted_at is null"),
        ),
    )

    name: Mapped[str] = mapped_column(String(450))
    """The business, else the person, else the e-mail address or phone number they are known by."""
    name_folded: Mapped[str] = mapped_column(String(900))
    first_name: Mapped[str] = mapped_column(String(200), default="")
    last_name: Mapped[str] = mapped_column(String(200), default="")
    business_name: Mapped[str | None] = mapped_column(String(300))
    title: Mapped[str | None] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(320))
    phone: Mapped[str | None] = mapped_column(String(40))
    website: Mapped[str | None] = mapped_column(String(2000))
    category: Mapped[str | None] = mapped_column(String(200))
    address: Mapped[str | None] = mapped_column(String(500))
    city: Mapped[str | None] = mapped_column(String(200))
    region: Mapped[str | None] = mapped_column(String(200))
    postal_code: Mapped[str | None] = mapped_column(String(20))
    country: Mapped[str | None] = mapped_column(String(100))
    rating: Mapped[float | None] = mapped_column(Float)
    review_count: Mapped[int | None] = mapped_column(Integer)
    place_id: Mapped[str | None] = mapped_column(String(300))
    photo_url: Mapped[str | None] = mapped_column(String(2000))
    photo_file_id: Mapped[str | None] = mapped_column(Id)
    maps_url: Mapped[str | None] = mapped_column(String(2000))
    source: Mapped[str | None] = mapped_column(String(200))
    campaign: Mapped[str | None] = mapped_column(String(200))
    description: Mapped[str | None] = mapped_column(Text)
    estimated_units: Mapped[int | None] = mapped_column(Integer)
    estimated_revenue_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    currency: Mapped[str] = mapped_column(String(3))
    score: Mapped[int] = mapped_column(Integer, default=0)
    contact_id: Mapped[str | None] = mapped_column(Id)
    company_id: Mapped[str | None] = mapped_column(Id)
    deal_id: Mapped[str | None] = mapped_column(Id)
    """What converting it made, if that was wanted."""
    owner_id: Mapped[str | None] = mapped_column(Id)
    converted_at: Mapped[datetime | None]
