"""Table of mail accounts."""

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from quintet.foundation.db import Id, Record, only_where


class MailAccount(Record):
    """A mailbox at Google or Microsoft. At most one is a person's; one may also be nobody's."""

    __tablename__ = "mail_accounts"
    __table_args__ = (
        Index("uq_mail_accounts_address", "workspace_id", "provider", "address", unique=True),
        Index("uq_mail_accounts_user_id", "workspace_id", "user_id", unique=True, **only_where("user_id is not null")),
    )

    provider: Mapped[str] = mapped_column(String(30))
    address: Mapped[str] = mapped_column(String(320))
    name: Mapped[str] = mapped_column(String(200))
    user_id: Mapped[str | None] = mapped_column(Id)
    """Whose it is."""
    tokens: Mapped[str] = mapped_column(Text)
    """The grant's tokens, sealed."""
    expires_at: Mapped[datetime]
    error: Mapped[str | None] = mapped_column(String(500))
    """Why it can't be used any more: it has to be connected again. None while it works."""
    checked_at: Mapped[datetime]
    """When its provider last let us in, or refused to."""
    connected_by: Mapped[str | None] = mapped_column(Id)
