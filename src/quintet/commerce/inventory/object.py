"""What devices and SIM cards are: everybody sees the stock and takes in what comes; managers change it."""

from typing import Any

from sqlalchemy import ColumnElement, select

from quintet.commerce.inventory.models import Device, Sim
from quintet.commerce.inventory.schemas import (
    DeviceCreate,
    DeviceStatus,
    DeviceUpdate,
    SimCreate,
    SimStatus,
    SimUpdate,
)
from quintet.foundation.access import Role
from quintet.foundation.objects import Field, FieldType, Link, ObjectSpec, Visibility
from quintet.foundation.objects.fields import Computed
from quintet.foundation.objects.spec import Rights

_RIGHTS = Rights(update=Role.manager, delete=Role.manager)


def _device_words(device: Device) -> list[str | None]:
    return [device.imei, device.notes]


def _sim_words(sim: Sim) -> list[str | None]:
    return [sim.phone_number, sim.carrier, sim.notes]


def _sim_in() -> ColumnElement[Any]:
    own = (Sim.workspace_id == Device.workspace_id, Sim.device_id == Device.id, Sim.deleted_at.is_(None))
    return select(Sim.id).where(*own).correlate(Device).scalar_subquery()


DEVICE: ObjectSpec[Device, DeviceCreate, DeviceUpdate] = ObjectSpec(
    name="device",
    plural="devices",
    label="Device",
    label_plural="Devices",
    icon="device",
    model=Device,
    create=DeviceCreate,
    update=DeviceUpdate,
    title=Device.serial,
    subtitle=Device.imei,
    search=_device_words,
    visibility=Visibility(everyone=True),
    rights=_RIGHTS,
    links=(
        Link(Device.company_id, "company"),
        Link(Device.product_id, "product"),
        Link(Device.invoice_id, "invoice"),
        Link(Device.order_id, "fulfilment_order"),
    ),
    match_keys=("serial", "imei"),
    fields=(
        Field(Device.serial, "Serial number", default=True, sort_attr=Device.serial_folded),
        Field(Device.imei, "IMEI", default=True),
        Field(Device.status, "Status", FieldType.select, options=DeviceStatus, indexed=True, default=True),
        Field(Device.product_id, "Product", FieldType.relation, relation="product", indexed=True, default=True),
        Field(Device.company_id, "Company", FieldType.relation, relation="company", indexed=True, default=True),
        Field(
            Device.invoice_id,
            "Invoice",
            FieldType.relation,
            relation="invoice",
            readonly=True,
            indexed=True,
            default=True,
        ),
        Field(Device.order_id, "Order", FieldType.relation, relation="fulfilment_order", readonly=True, indexed=True),
        Field(Device.notes, "Notes", FieldType.long_text, sortable=False),
    ),
    computed=(Computed("sim_id", "SIM card", FieldType.relation, _sim_in, relation="sim"),),
)
SIM: ObjectSpec[Sim, SimCreate, SimUpdate] = ObjectSpec(
    name="sim",
    plural="sims",
    label="SIM card",
    label_plural="SIM cards",
    icon="sim",
    model=Sim,
    create=SimCreate,
    update=SimUpdate,
    title=Sim.iccid,
    subtitle=Sim.phone_number,
    search=_sim_words,
    visibility=Visibility(everyone=True),
    rights=_RIGHTS,
    links=(Link(Sim.device_id, "device"),),
    match_keys=("iccid",),
    fields=(
        Field(Sim.iccid, "Number", required=True, default=True, indexed=True),
        Field(Sim.phone_number, "Phone number", FieldType.phone, default=True),
        Field(Sim.carrier, "Carrier", vocabulary="cellular_carrier", default=True),
        Field(Sim.status, "Status", FieldType.select, options=SimStatus, indexed=True, default=True),
        Field(Sim.device_id, "Device", FieldType.relation, relation="device", indexed=True, default=True),
        Field(Sim.notes, "Notes", FieldType.long_text, sortable=False),
    ),
)
