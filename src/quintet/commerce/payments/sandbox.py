"""What the sandbox's card provider remembers: its customers, cards and payments. Nothing of ours."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from quintet.foundation.db import Id, Json, Model
from quintet.kit import time


class SandboxCardThing(Model):
    """Something at the sandbox's provider. `key` is what it was asked with: asked again, it is given again."""

    __tablename__ = "sandbox_card_things"
    __table_args__ = (
        Index("uq_sandbox_card_things_key", "key", unique=True),
        Index("uq_sandbox_card_things_secret", "secret", unique=True),
        Index("ix_sandbox_card_things_parent_id", "parent_id"),
    )

    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    workspace_id: Mapped[str] = mapped_column(Id)
    parent_id: Mapped[str | None] = mapped_column(String(60))
    key: Mapped[str | None] = mapped_column(String(100))
    secret: Mapped[str | None] = mapped_column(String(100))
    data: Mapped[dict[str, Any]] = mapped_column(Json)
    created_at: Mapped[datetime] = mapped_column(default=time.now)
