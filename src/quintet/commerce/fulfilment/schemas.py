"""Request schemas of fulfilment orders."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from quintet.foundation.http import Body
from quintet.kit.values import RecordId

MOST_PICKED = 500
Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Reason = Annotated[str, Field(max_length=500)]


class FulfilmentStatus(StrEnum):
    pending = "pending"
    picking = "picking"
    on_hold = "on_hold"
    shipped = "shipped"
    delivered = "delivered"
    cancelled = "cancelled"


class _Fields(Body):
    """`carrier` and `tracking_number` are usually said when it is shipped."""

    ship_to: Annotated[str, Field(max_length=2_000)] | None = None
    carrier: Annotated[str, Field(max_length=200)] | None = None
    tracking_number: Annotated[str, Field(max_length=100)] | None = None
    notes: Annotated[str, Field(max_length=5_000)] | None = None


class FulfilmentOrderCreate(_Fields):
    """An order to send what an invoice bills: sent invoices get one of themselves. It goes to the company's default
    shipping address unless it says where."""

    invoice_id: RecordId


class FulfilmentOrderUpdate(_Fields):
    """Changes to an order; what is not given stays as it is, null empties a field."""


class Picked(Body):
    """A device by its id, serial number or IMEI; the SIM card to be put in by its id or number."""

    device: Code
    sim: Code | None = None


class Picking(Body):
    """Devices to be sent with an order. All of them are taken or none."""

    items: Annotated[list[Picked], Field(min_length=1, max_length=MOST_PICKED)]


class Shipping(Body):
    """Who brings it, and under which number. The customer is mailed unless `notify` is false."""

    carrier: Words
    tracking_number: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    notify: bool = True


class Delivering(Body):
    """The customer is mailed unless `notify` is false."""

    notify: bool = True


class Because(Body):
    """Why."""

    reason: Reason | None = None


class Serials(Body):
    """Serial numbers of what is sold with an invoice. Those that are in no stock yet are added to it."""

    serials: Annotated[list[Code], Field(min_length=1, max_length=MOST_PICKED)]


class SerialRead(BaseModel):
    """A device that is sold with an invoice."""

    device_id: str
    serial: str
    imei: str | None
    status: str
    iccid: str | None


class SerialList(BaseModel):
    """Devices in the order of their serial numbers."""

    data: list[SerialRead]
