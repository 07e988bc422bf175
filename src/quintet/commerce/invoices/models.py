"""Tables of invoices and their lines. All amounts are in minor units of the invoice's currency."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, Float, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from quintet.commerce.lines.models import LineRow
from quintet.foundation.db import Id, only_where
from quintet.foundation.objects.models import ObjectRow, live_index


class Invoice(ObjectRow):
    """A bill to a company or a person."""

    __tablename__ = "invoices"
    __table_args__ = (
        live_index("invoices", "created_at"),
        live_index("invoices", "status", "created_at"),
        live_index("invoices", "company_id", "created_at"),
        live_index("invoices", "contact_id", "created_at"),
        live_index("invoices", "deal_id", "created_at"),
        live_index("invoices", "owner_id", "created_at"),
        live_index("invoices", "created_by", "created_at"),
        live_index("invoices", "due_on"),
        Index("uq_invoices_number", "workspace_id", "number", unique=True),
        Index("uq_invoices_public_token", "public_token", unique=True),
        # What the scan for overdue ones walks, over all workspaces.
        Index("ix_invoices_waiting", "due_on", **only_where("status in ('sent', 'partial') and deleted_at is null")),
    )

    number: Mapped[str] = mapped_column(String(40))
    status: Mapped[str] = mapped_column(String(10))
    company_id: Mapped[str | None] = mapped_column(Id)
    contact_id: Mapped[str | None] = mapped_column(Id)
    deal_id: Mapped[str | None] = mapped_column(Id)
    lead_id: Mapped[str | None] = mapped_column(Id)
    owner_id: Mapped[str | None] = mapped_column(Id)
    currency: Mapped[str] = mapped_column(String(3))
    issued_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    tax_rate_id: Mapped[str | None] = mapped_column(Id)
    tax_name: Mapped[str | None] = mapped_column(String(100))
    tax_percent: Mapped[float] = mapped_column(Float, default=0.0)
    """As the rate was called and was when the invoice was made or changed; 0 for companies that are not taxable."""
    subtotal_minor: Mapped[int] = mapped_column(BigInteger)
    discount_minor: Mapped[int] = mapped_column(BigInteger)
    tax_minor: Mapped[int] = mapped_column(BigInteger)
    shipping_minor: Mapped[int] = mapped_column(BigInteger)
    total_minor: Mapped[int] = mapped_column(BigInteger)
    paid_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    balance_minor: Mapped[int] = mapped_column(BigInteger)
    payment_term_id: Mapped[str | None] = mapped_column(Id)
    contract_term_id: Mapped[str | None] = mapped_column(Id)
    agreement_template_id: Mapped[str | None] = mapped_column(Id)
    """What is signed before it is paid; nothing, where there is none."""
    carrier: Mapped[str | None] = mapped_column(String(200))
    backend: Mapped[str | None] = mapped_column(String(200))
    shipping_type: Mapped[str | None] = mapped_column(String(200))
    reference: Mapped[str | None] = mapped_column(String(100))
    """What the customer calls it: a purchase order."""
    notes: Mapped[str | None] = mapped_column(Text)
    terms: Mapped[str | None] = mapped_column(Text)
    public_token: Mapped[str] = mapped_column(String(64))
    """Opens the page on which it is paid: the only secret there is, so it can't be guessed."""
    sent_at: Mapped[datetime | None]
    sent_to: Mapped[str | None] = mapped_column(String(320))
    paid_at: Mapped[datetime | None]
    voided_at: Mapped[datetime | None]
    void_reason: Mapped[str | None] = mapped_column(String(500))


class InvoiceLine(LineRow):
    """One line of an invoice."""

    __tablename__ = "invoice_lines"
    __table_args__ = (
        Index("ix_invoice_lines_invoice_id", "invoice_id", "position"),
        Index("ix_invoice_lines_product_id", "workspace_id", "product_id"),
    )

    invoice_id: Mapped[str] = mapped_column(Id, ForeignKey("invoices.id", ondelete="CASCADE"))
