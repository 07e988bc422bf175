"""Table of taxonomy values."""

from sqlalchemy import Boolean, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from quintet.foundation.db import only_where
from quintet.foundation.objects.models import ObjectRow, live_index


class Taxonomy(ObjectRow):
    """One word of a vocabulary."""

    __tablename__ = "taxonomies"
    __table_args__ = (
        live_index("taxonomies", "created_at"),
        live_index("taxonomies", "kind", "position"),
        Index(
            "uq_taxonomies_value",
            "workspace_id",
            "kind",
            "value_folded",
            unique=True,
            **only_where("deleted_at is null"),
        ),
    )

    kind: Mapped[str] = mapped_column(String(30))
    value: Mapped[str] = mapped_column(String(200))
    value_folded: Mapped[str] = mapped_column(String(400))
    """The value without regard to case: a vocabulary has each word once."""
    position: Mapped[int] = mapped_column(Integer)
    """Its place in the vocabulary, from 0."""
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    """Whether it is offered."""
