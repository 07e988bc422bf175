"""Tables of signing in elsewhere."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quintet.foundation.db import Id, Model
from quintet.kit import time
from quintet.kit.ids import new_id


class UserIdentity(Model):
    """A user's account at a provider, by which they sign in here."""

    __tablename__ = "user_identities"
    __table_args__ = (
        UniqueConstraint("provider", "subject", name="uq_user_identities_subject"),
        Index("ix_user_identities_user_id", "user_id"),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    user_id: Mapped[str] = mapped_column(Id, ForeignKey("users.id", ondelete="CASCADE"))
    provider: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(255))
    email: Mapped[str | None] = mapped_column(String(320))
    """As the provider gave it last."""
    created_at: Mapped[datetime] = mapped_column(default=time.now)
    last_used_at: Mapped[datetime] = mapped_column(default=time.now)
