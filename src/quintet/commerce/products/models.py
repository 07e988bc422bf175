"""Table of products."""

from sqlalchemy import BigInteger, Boolean, Index, Integer, String, Text, true
from sqlalchemy.orm import Mapped, mapped_column

from quintet.foundation.db import Id, only_where
from quintet.foundation.objects.models import ObjectRow, live_index


class Product(ObjectRow):
    """Something that is sold, or a module of it."""

    __tablename__ = "products"
    __table_args__ = (
        live_index("products", "created_at"),
        live_index("products", "name_folded"),
        live_index("products", "position"),
        live_index("products", "category"),
        live_index("products", "parent_id", "position"),
        Index("uq_products_sku", "workspace_id", "sku_folded", unique=True, **only_where("deleted_at is null")),
    )

    name: Mapped[str] = mapped_column(String(300))
    name_folded: Mapped[str] = mapped_column(String(900))
    sku: Mapped[str] = mapped_column(String(60))
    sku_folded: Mapped[str] = mapped_column(String(120))
    """Without regard to case: each is there once."""
    description: Mapped[str | None] = mapped_column(Text)
    category: Mapped[str | None] = mapped_column(String(200))
    price_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    currency: Mapped[str] = mapped_column(String(3))
    unit: Mapped[str | None] = mapped_column(String(40))
    """What the price is for: piece, hour, month."""
    taxable: Mapped[bool] = mapped_column(Boolean, default=True)
    sellable: Mapped[bool] = mapped_column(Boolean, default=True)
    """Whether it is sold by itself; a module may only come with its parent."""
    shipped: Mapped[bool] = mapped_column(Boolean, default=True, server_default=true())
    """Whether it has to be sent; work and licences don't."""
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    parent_id: Mapped[str | None] = mapped_column(Id)
    position: Mapped[int] = mapped_column(Integer, default=0)
    """Its place in the catalogue, from 0."""
