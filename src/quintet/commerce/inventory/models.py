"""Tables of devices and the SIM cards in them."""

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from quintet.foundation.db import Id, only_where
from quintet.foundation.objects.models import ObjectRow, live_index


class Device(ObjectRow):
    """One piece of hardware: on the shelf, promised to somebody, or theirs."""

    __tablename__ = "devices"
    __table_args__ = (
        live_index("devices", "created_at"),
        live_index("devices", "serial_folded"),
        live_index("devices", "status", "created_at"),
        live_index("devices", "company_id", "created_at"),
        live_index("devices", "product_id", "created_at"),
        live_index("devices", "invoice_id", "created_at"),
        live_index("devices", "order_id", "created_at"),
        Index("uq_devices_serial", "workspace_id", "serial_folded", unique=True, **only_where("deleted_at is null")),
        Index(
            "uq_devices_imei",
            "workspace_id",
            "imei",
            unique=True,
            **only_where("imei is not null and deleted_at is null"),
        ),
    )

    serial: Mapped[str] = mapped_column(String(60))
    serial_folded: Mapped[str] = mapped_column(String(60))
    """Without regard to case: each is there once."""
    imei: Mapped[str | None] = mapped_column(String(15))
    status: Mapped[str] = mapped_column(String(10))
    product_id: Mapped[str | None] = mapped_column(Id)
    company_id: Mapped[str | None] = mapped_column(Id)
    """Whose it is, or whom it is promised to."""
    invoice_id: Mapped[str | None] = mapped_column(Id)
    """With which it was sold."""
    order_id: Mapped[str | None] = mapped_column(Id)
    """With which it is or was sent."""
    notes: Mapped[str | None] = mapped_column(Text)


class Sim(ObjectRow):
    """One SIM card: loose, or in a device."""

    __tablename__ = "sims"
    __table_args__ = (
        live_index("sims", "created_at"),
        live_index("sims", "iccid"),
        live_index("sims", "status", "created_at"),
        Index("uq_sims_iccid", "workspace_id", "iccid", unique=True, **only_where("deleted_at is null")),
        Index(
            "uq_sims_device_id",
            "workspace_id",
            "device_id",
            unique=True,
            **only_where("device_id is not null and deleted_at is null"),
        ),
    )

    iccid: Mapped[str] = mapped_column(String(22))
    phone_number: Mapped[str | None] = mapped_column(String(40))
    carrier: Mapped[str | None] = mapped_column(String(200))
    status: Mapped[str] = mapped_column(String(10))
    device_id: Mapped[str | None] = mapped_column(Id)
    """A device has one card at most."""
    notes: Mapped[str | None] = mapped_column(Text)
