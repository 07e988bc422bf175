"""Tables of identity's own mail."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quintet.foundation.db import Id, Json, Model
from quintet.kit import time
from quintet.kit.ids import new_id


class MailStatus(StrEnum):
    queued = "queued"
    sending = "sending"
    """With the sender; only of letters that are sent once."""
    sent = "sent"
    failed = "failed"


class OutgoingMail(Model):
    """A mail that is to be sent. Its content may hold a token, so it is dropped once it is sent."""

    __tablename__ = "outgoing_mails"
    __table_args__ = (
        Index("ix_outgoing_mails_to_address", "to_address", "created_at"),
        Index("ix_outgoing_mails_created_at", "created_at"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    workspace_id: Mapped[str | None] = mapped_column(Id, ForeignKey("workspaces.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(40))
    to_address: Mapped[str] = mapped_column(String(320))
    to_name: Mapped[str] = mapped_column(String(200))
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    status: Mapped[str] = mapped_column(String(10), default=MailStatus.queued)
    error: Mapped[str | None] = mapped_column(Text)
    provider_id: Mapped[str | None] = mapped_column(String(300))
    created_at: Mapped[datetime] = mapped_column(default=time.now)
    sent_at: Mapped[datetime | None]


class SandboxMessage(Model):
    """What a sandbox provider was given to send, for people to read."""

    __tablename__ = "sandbox_messages"
    __table_args__ = (
        UniqueConstraint("key", name="uq_sandbox_messages_key"),
        Index("ix_sandbox_messages_workspace_id", "workspace_id", "id"),
        Index("ix_sandbox_messages_recipient", "recipient", "id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    workspace_id: Mapped[str | None] = mapped_column(Id, ForeignKey("workspaces.id", ondelete="CASCADE"))
    channel: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(100))
    sender: Mapped[str] = mapped_column(String(320))
    recipient: Mapped[str] = mapped_column(String(320))
    recipient_name: Mapped[str] = mapped_column(String(200), default="")
    subject: Mapped[str] = mapped_column(String(500), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str] = mapped_column(Text, default="")
    attachments: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    """Names, media types and sizes in bytes; what is in them is not kept."""
    created_at: Mapped[datetime] = mapped_column(default=time.now)
