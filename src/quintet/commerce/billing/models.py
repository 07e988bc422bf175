"""Table of a workspace's ways of billing."""

from sqlalchemy import Index, Integer, PrimaryKeyConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from quintet.foundation.db import Record, Scoped


class BillingSettings(Record):
    """How a workspace numbers its invoices, and what it writes on them; one per workspace."""

    __tablename__ = "billing_settings"
    __table_args__ = (Index("uq_billing_settings_workspace_id", "workspace_id", unique=True),)

    invoice_prefix: Mapped[str] = mapped_column(String(20), default="INV")
    due_days: Mapped[int] = mapped_column(Integer, default=30)
    """Until an invoice without a payment term is due."""
    invoice_notes: Mapped[str] = mapped_column(Text, default="")
    """What every invoice says at its foot, unless it says something of its own."""
    invoice_terms: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(5), default="en")
    """In which its documents speak."""
    paper: Mapped[str] = mapped_column(String(10), default="a4")
    accent_color: Mapped[str] = mapped_column(String(7), default="#2f5bea")
    """Of headings and tables, as `#rrggbb`."""


class InvoiceCounter(Scoped):
    """The last number given in a series, such as `INV-2026`. Its row is locked by whoever gives the next."""

    __tablename__ = "invoice_counters"
    __table_args__ = (PrimaryKeyConstraint("workspace_id", "series"), {"sqlite_with_rowid": False})

    series: Mapped[str] = mapped_column(String(30))
    last: Mapped[int] = mapped_column(Integer)
