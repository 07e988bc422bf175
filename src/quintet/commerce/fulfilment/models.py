"""Tables of fulfilment orders and the devices in them."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from quintet.foundation.db import Id, Record, only_where
from quintet.foundation.objects.models import ObjectRow, live_index


class FulfilmentOrder(ObjectRow):
    """What is to be sent for an invoice."""

    __tablename__ = "fulfilment_orders"
    __table_args__ = (
        live_index("fulfilment_orders", "created_at"),
        live_index("fulfilment_orders", "status", "created_at"),
        live_index("fulfilment_orders", "company_id", "created_at"),
        live_index("fulfilment_orders", "contact_id", "created_at"),
        live_index("fulfilment_orders", "invoice_id", "created_at"),
        live_index("fulfilment_orders", "owner_id", "created_at"),
        # One that counts for each invoice, whoever asks for it and however often.
        Index(
            "uq_fulfilment_orders_invoice",
            "workspace_id",
            "invoice_id",
            unique=True,
            **only_where("status <> 'cancelled' and deleted_at is null"),
        ),
    )

    number: Mapped[str] = mapped_column(String(40))
    """That of its invoice."""
    status: Mapped[str] = mapped_column(String(10))
    invoice_id: Mapped[str] = mapped_column(Id)
    company_id: Mapped[str | None] = mapped_column(Id)
    contact_id: Mapped[str | None] = mapped_column(Id)
    owner_id: Mapped[str | None] = mapped_column(Id)
    ship_to: Mapped[str | None] = mapped_column(Text)
    """The address as it was when the order was made, on lines."""
    shipping_type: Mapped[str | None] = mapped_column(String(200))
    carrier: Mapped[str | None] = mapped_column(String(200))
    """Who brings it."""
    tracking_number: Mapped[str | None] = mapped_column(String(100))
    hold_reason: Mapped[str | None] = mapped_column(String(500))
    cancel_reason: Mapped[str | None] = mapped_column(String(500))
    shipped_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    notes: Mapped[str | None] = mapped_column(Text)


class FulfilmentItem(Record):
    """A device in an order. It stays there as history when the device comes back."""

    __tablename__ = "fulfilment_items"
    __table_args__ = (
        Index("ix_fulfilment_items_order_id", "order_id", "position"),
        Index("uq_fulfilment_items_device", "workspace_id", "order_id", "device_id", unique=True),
    )

    order_id: Mapped[str] = mapped_column(Id, ForeignKey("fulfilment_orders.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(Integer)
    device_id: Mapped[str] = mapped_column(Id)
    sim_id: Mapped[str | None] = mapped_column(Id)
    """The card in it."""
    sim_added: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether the card was put in for this order, and comes out when the device is taken back."""
