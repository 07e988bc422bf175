"""Table of the texts that documents are made of."""

from enum import StrEnum

from sqlalchemy import Boolean, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from quintet.foundation.db import only_where
from quintet.foundation.objects.models import ObjectRow, live_index


class TemplateType(StrEnum):
    agreement = "agreement"
    """What is signed before an invoice is paid."""
    invoice = "invoice"
    """The mail that an invoice goes with."""
    proposal = "proposal"
    contract = "contract"


class DocumentTemplate(ObjectRow):
    """A text with variables. One of a type may be the default."""

    __tablename__ = "document_templates"
    __table_args__ = (
        live_index("document_templates", "created_at"),
        live_index("document_templates", "name_folded"),
        live_index("document_templates", "type", "name_folded"),
        Index(
            "uq_document_templates_name",
            "workspace_id",
            "type",
            "name_folded",
            unique=True,
            **only_where("deleted_at is null"),
        ),
        Index(
            "uq_document_templates_default",
            "workspace_id",
            "type",
            unique=True,
            **only_where("is_default and deleted_at is null"),
        ),
    )

    type: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    name_folded: Mapped[str] = mapped_column(String(400))
    subject: Mapped[str | None] = mapped_column(String(500))
    content: Mapped[str] = mapped_column(Text)
    """Liquid; what comes of it is Markdown."""
    is_default: Mapped[bool] = mapped_column(Boolean, default=False)
    active: Mapped[bool] = mapped_column(Boolean, default=True)
