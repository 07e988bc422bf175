"""Tables of invitations."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from quintet.foundation.db import Id, Model, only_where
from quintet.kit import time
from quintet.kit.ids import new_id

_OPEN = "accepted_at is null and revoked_at is null"


class Invitation(Model):
    """Asks the owner of an e-mail address into a workspace. Only the token's hash is kept."""

    __tablename__ = "invitations"
    __table_args__ = (
        UniqueConstraint("token_hash", name="uq_invitations_token_hash"),
        Index("ix_invitations_workspace_id", "workspace_id", "id"),
        Index("uq_invitations_open", "workspace_id", "email", unique=True, **only_where(_OPEN)),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    workspace_id: Mapped[str] = mapped_column(Id, ForeignKey("workspaces.id", ondelete="CASCADE"))
    email: Mapped[str] = mapped_column(String(320))
    role: Mapped[str] = mapped_column(String(20))
    token_hash: Mapped[str] = mapped_column(String(64))
    invited_by: Mapped[str] = mapped_column(Id, ForeignKey("users.id", ondelete="CASCADE"))
    """The user who invited, or sent it again last."""
    mail_id: Mapped[str | None] = mapped_column(Id, ForeignKey("outgoing_mails.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(default=time.now)
    updated_at: Mapped[datetime] = mapped_column(default=time.now, onupdate=time.now)
    sent_at: Mapped[datetime] = mapped_column(default=time.now)
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    accepted_by: Mapped[str | None] = mapped_column(Id, ForeignKey("users.id", ondelete="SET NULL"))
    revoked_at: Mapped[datetime | None]
