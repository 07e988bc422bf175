"""Table of the mails by which invoices are sent."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Boolean, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from quintet.foundation.db import Id, Record, only_where


class InvoiceMailKind(StrEnum):
    invoice = "invoice"
    reminder = "reminder"


class InvoiceMailStatus(StrEnum):
    queued = "queued"
    sending = "sending"
    """Being handed over: whether it left is known only to who hands it over."""
    sent = "sent"
    failed = "failed"


class InvoiceMail(Record):
    """A mail with an invoice. One waits at a time, so that nobody gets it twice by a second click."""

    __tablename__ = "invoice_mails"
    __table_args__ = (
        Index("ix_invoice_mails_invoice_id", "workspace_id", "invoice_id", "created_at"),
        Index(
            "uq_invoice_mails_waiting",
            "workspace_id",
            "invoice_id",
            unique=True,
            **only_where("status in ('queued', 'sending')"),
        ),
    )

    invoice_id: Mapped[str] = mapped_column(Id, ForeignKey("invoices.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(10))
    to_address: Mapped[str] = mapped_column(String(320))
    to_name: Mapped[str] = mapped_column(String(450))
    reply_to: Mapped[str | None] = mapped_column(String(320))
    subject: Mapped[str] = mapped_column(String(300))
    message: Mapped[str] = mapped_column(Text)
    noted: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether the invoice counted as sent when the mail was asked for, instead of when it went out."""
    status: Mapped[str] = mapped_column(String(10))
    error: Mapped[str | None] = mapped_column(String(500))
    requested_by: Mapped[str | None] = mapped_column(Id)
    provider_id: Mapped[str | None] = mapped_column(String(300))
    sent_at: Mapped[datetime | None]
