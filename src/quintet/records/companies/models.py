"""Tables of companies and their addresses."""

from sqlalchemy import BigInteger, Float, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from quintet.foundation.db import Id, Record, only_where
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
        Index("ix_companies_photo_file_id", "workspace_id", "photo_file_id", **only_where("photo_file_id is not null")),
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
    photo_file_id: Mapped[str | None] = mapped_column(Id)
    maps_url: Mapped[str | None] = mapped_column(String(2000))
    places: Mapped[str] = mapped_column(Text, default="")
    """Where its addresses are, in words it is found by."""
    parent_id: Mapped[str | None] = mapped_column(Id)
    owner_id: Mapped[str | None] = mapped_column(Id)


class CompanyAddress(Record):
    """One address of a company."""

    __tablename__ = "company_addresses"
    __table_args__ = (
        Index("ix_company_addresses_company_id", "workspace_id", "company_id", "position"),
        Index(
            "uq_company_addresses_billing", "workspace_id", "company_id", unique=True, **only_where("default_billing")
        ),
        Index(
            "uq_company_addresses_shipping", "workspace_id", "company_id", unique=True, **only_where("default_shipping")
        ),
    )

    company_id: Mapped[str] = mapped_column(Id, ForeignKey("companies.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(Integer)
    """Its place among the company's, smaller first."""
    label: Mapped[str | None] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(10))
    line1: Mapped[str] = mapped_column(String(200))
    line2: Mapped[str] = mapped_column(String(200))
    city: Mapped[str] = mapped_column(String(200))
    region: Mapped[str] = mapped_column(String(200))
    postal_code: Mapped[str] = mapped_column(String(20))
    country: Mapped[str] = mapped_column(String(100))
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    notes: Mapped[str | None] = mapped_column(String(2000))
    default_billing: Mapped[bool] = mapped_column(default=False)
    default_shipping: Mapped[bool] = mapped_column(default=False)
