"""Request schemas of devices and SIM cards."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field, model_validator

from quintet.commerce.inventory.numbers import iccid, imei, serial_number
from quintet.foundation.http import Body
from quintet.kit.values import Phone, RecordId

MOST_AT_ONCE = 2_000
Serial = Annotated[str, Field(max_length=80), AfterValidator(serial_number)]
Imei = Annotated[str, Field(max_length=30), AfterValidator(imei)]
Iccid = Annotated[str, Field(max_length=40), AfterValidator(iccid)]
Notes = Annotated[str, Field(max_length=5_000)]
Carrier = Annotated[str, Field(max_length=200)]
Custom = Annotated[dict[str, Any], Field(max_length=200)]


class DeviceStatus(StrEnum):
    in_stock = "in_stock"
    assigned = "assigned"
    shipped = "shipped"
    retired = "retired"


class DeviceState(StrEnum):
    """What people say themselves: `assigned` is what orders make of a device."""

    in_stock = "in_stock"
    shipped = "shipped"
    retired = "retired"


class SimStatus(StrEnum):
    in_stock = "in_stock"
    assigned = "assigned"
    retired = "retired"


class SimState(StrEnum):
    """What people say themselves: `assigned` is a card that is in a device."""

    in_stock = "in_stock"
    retired = "retired"


class DeviceCreate(Body):
    """A device in stock, unless it is said where else it is. Without a serial number its IMEI is that as well."""

    serial: Serial | None = None
    imei: Imei | None = None
    status: DeviceState = DeviceState.in_stock
    product_id: RecordId | None = None
    company_id: RecordId | None = None
    notes: Notes | None = None
    custom: Custom = {}

    @model_validator(mode="after")
    def _known_by_something(self) -> "DeviceCreate":
        if self.serial is None and self.imei is None:
            raise ValueError("give a serial number or an IMEI")
        return self


class DeviceUpdate(Body):
    """Changes to a device; what is not given stays as it is, null empties a field. Back in stock it is nobody's."""

    serial: Serial = ""
    imei: Imei | None = None
    status: DeviceState = DeviceState.in_stock
    product_id: RecordId | None = None
    company_id: RecordId | None = None
    notes: Notes | None = None
    custom: Custom = {}


class SimCreate(Body):
    """A SIM card, loose or in a device. `iccid` is the number printed on it."""

    iccid: Iccid
    phone_number: Phone | None = None
    carrier: Carrier | None = None
    status: SimState = SimState.in_stock
    device_id: RecordId | None = None
    notes: Notes | None = None
    custom: Custom = {}


class SimUpdate(Body):
    """Changes to a SIM card; what is not given stays as it is, null empties a field. Taken out of its device it is
    loose again."""

    iccid: Iccid = ""
    phone_number: Phone | None = None
    carrier: Carrier | None = None
    status: SimState = SimState.in_stock
    device_id: RecordId | None = None
    notes: Notes | None = None
    custom: Custom = {}


Pasted = Annotated[str, Field(max_length=200_000)]


class DeviceIntake(Body):
    """Devices that came in, one on a line: serial number, IMEI, or both with a space, comma or semicolon between, as a
    scanner reads them or a table is pasted. At most 2,000. All are of the product, if one is named."""

    text: Pasted
    product_id: RecordId | None = None


class SimIntake(Body):
    """SIM cards that came in, one on a line: their number, and the phone number behind it if they have one. At most
    2,000. All are of the carrier, if one is named."""

    text: Pasted
    carrier: Carrier | None = None


class LeftOut(BaseModel):
    """A line that added nothing. `code` of duplicates is `known` (`existing_id` is the record that has the number) or
    `repeated`; `value` is the line."""

    line: int
    value: str
    code: str
    message: str
    existing_id: str | None = None


class IntakeReport(BaseModel):
    """What became of the lines: `ids` were added in their order, the others left out."""

    added: int
    ids: list[str]
    duplicates: list[LeftOut]
    invalid: list[LeftOut]
