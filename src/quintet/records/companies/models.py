"""Tables of companies."""

from typing import Any

from sqlalchemy import BigInteger, Float, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from quintet.foundation.db import Id, Json
from quintet.foundation.objects.models import ObjectRow, live_index


class Company(ObjectRow):
    """An organization we sell to."""

    __tablename__ = "companies"
    __table_args__ = (
        live_index("companies", "created_at"),
        live_index("companies", "name_folded"),
        live_index("companies", "domain"),
        live_index("companies", "owner_id", "created_at"),
        live_index("companies", "status", "created_at"),
        live_index("companies", "parent_id", "created_at"),
    )

    name: Mapped[str] = mapped_column(String(300))
    name_folded: Mapped[str] = mapped_column(String(400))
    """The name without regard to case, for sorting and matching."""
    domain: Mapped[str | None] = mapped_column(String(253))
    website: Mapped[str | None] = mapped_column(String(2000))
    phone: Mapped[str | None] = mapped_column(String(40))
    email: Mapped[str | None] = mapped_column(String(320))
    industry: Mapped[str | None] = mapped_column(String(200))
    icp_tag: Mapped[str | None] = mapped_column(String(100))
    business_label: Mapped[str | None] = mapped_column(String(200))
    status: Mapped[str] = mapped_column(String(20), default="lead")
    source: Mapped[str | None] = mapped_column(String(200))
    vendor: Mapped[str | None] = mapped_column(String(200))
    sales_note: Mapped[str | None] = mapped_column(Text)
    description: Mapped[str | None] = mapped_column(Text)
    taxable: Mapped[bool] = mapped_column(default=True)
    employees: Mapped[int | None] = mapped_column(Integer)
    annual_revenue_minor: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str | None] = mapped_column(String(3))
    linkedin_url: Mapped[str | None] = mapped_column(String(2000))
    rating: Mapped[float | None] = mapped_column(Float)
    review_count: Mapped[int | None] = mapped_column(Integer)
    photo_url: Mapped[str | None] = mapped_column(String(2000))
    maps_url: Mapped[str | None] = mapped_column(String(2000))
    addresses: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    parent_id: Mapped[str | None] = mapped_column(Id)
    owner_id: Mapped[str | None] = mapped_column(Id)
