"""Table of what was signed."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from quintet.foundation.db import Id, Record


class SignedAgreement(Record):
    """The agreement of an invoice as it was signed: written once, and never changed."""

    __tablename__ = "signed_agreements"
    __table_args__ = (Index("uq_signed_agreements_invoice_id", "workspace_id", "invoice_id", unique=True),)

    invoice_id: Mapped[str] = mapped_column(Id, ForeignKey("invoices.id", ondelete="CASCADE"))
    template_id: Mapped[str] = mapped_column(Id)
    text: Mapped[str] = mapped_column(Text)
    """What was read, word by word, in Markdown."""
    signed_name: Mapped[str] = mapped_column(String(200))
    """As it was typed."""
    signed_at: Mapped[datetime]
    ip_address: Mapped[str] = mapped_column(String(64))
    user_agent: Mapped[str] = mapped_column(String(500))
