"""What a fulfilment order is."""

from typing import Any

from sqlalchemy import ColumnElement, and_, select

from quintet.commerce.fulfilment.models import FulfilmentItem, FulfilmentOrder
from quintet.commerce.fulfilment.schemas import FulfilmentOrderCreate, FulfilmentOrderUpdate, FulfilmentStatus
from quintet.commerce.inventory.models import Device, Sim
from quintet.foundation.access import Role
from quintet.foundation.db.json import json_objects
from quintet.foundation.objects import Field, FieldType, Link, ObjectSpec, Parent, Visibility
from quintet.foundation.objects.fields import Computed
from quintet.foundation.objects.spec import Rights


def _words(order: FulfilmentOrder) -> list[str | None]:
    return [order.tracking_number, order.carrier, order.notes]


def _items() -> ColumnElement[Any]:
    item = FulfilmentItem
    shown = {
        "id": item.id,
        "device_id": item.device_id,
        "serial": Device.serial,
        "imei": Device.imei,
        "product_id": Device.product_id,
        "sim_id": item.sim_id,
        "iccid": Sim.iccid,
    }
    own = (item.workspace_id == FulfilmentOrder.workspace_id, item.order_id == FulfilmentOrder.id)
    device = and_(Device.workspace_id == item.workspace_id, Device.id == item.device_id)
    sim = and_(Sim.workspace_id == item.workspace_id, Sim.id == item.sim_id)
    found = select(json_objects(item.position, shown)).select_from(item)
    return found.outerjoin(Device, device).outerjoin(Sim, sim).where(*own).correlate(FulfilmentOrder).scalar_subquery()


ORDER: ObjectSpec[FulfilmentOrder, FulfilmentOrderCreate, FulfilmentOrderUpdate] = ObjectSpec(
    name="fulfilment_order",
    plural="fulfilment-orders",
    label="Fulfilment order",
    label_plural="Fulfilment orders",
    icon="truck",
    model=FulfilmentOrder,
    create=FulfilmentOrderCreate,
    update=FulfilmentOrderUpdate,
    title=FulfilmentOrder.number,
    search=_words,
    visibility=Visibility(
        owners=(FulfilmentOrder.owner_id, FulfilmentOrder.created_by),
        parents=(Parent(FulfilmentOrder.company_id, "company"), Parent(FulfilmentOrder.contact_id, "contact")),
    ),
    rights=Rights(update=Role.manager, delete=Role.manager),
    # Orders come by themselves: none may wait for a field that somebody has to fill in.
    custom_fields=False,
    links=(
        Link(FulfilmentOrder.invoice_id, "invoice"),
        Link(FulfilmentOrder.company_id, "company"),
        Link(FulfilmentOrder.contact_id, "contact"),
    ),
    fields=(
        Field(FulfilmentOrder.number, "Number", readonly=True, default=True),
        Field(
            FulfilmentOrder.status,
            "Status",
            FieldType.select,
            options=FulfilmentStatus,
            readonly=True,
            tracked=False,
            indexed=True,
            default=True,
        ),
        Field(
            FulfilmentOrder.invoice_id,
            "Invoice",
            FieldType.relation,
            relation="invoice",
            required=True,
            indexed=True,
            default=True,
        ),
        Field(
            FulfilmentOrder.company_id,
            "Company",
            FieldType.relation,
            relation="company",
            readonly=True,
            indexed=True,
            default=True,
        ),
        Field(
            FulfilmentOrder.contact_id, "Contact", FieldType.relation, relation="contact", readonly=True, indexed=True
        ),
        Field(FulfilmentOrder.owner_id, "Owner", FieldType.relation, relation="user", readonly=True, indexed=True),
        Field(FulfilmentOrder.shipping_type, "Shipping", vocabulary="shipping_type", readonly=True),
        Field(FulfilmentOrder.carrier, "Shipped by", default=True),
        Field(FulfilmentOrder.tracking_number, "Tracking number", default=True),
        Field(FulfilmentOrder.ship_to, "Ship to", FieldType.long_text, sortable=False),
        Field(FulfilmentOrder.shipped_at, "Shipped on", FieldType.datetime, readonly=True, tracked=False, default=True),
        Field(FulfilmentOrder.delivered_at, "Delivered on", FieldType.datetime, readonly=True, tracked=False),
        Field(FulfilmentOrder.cancelled_at, "Cancelled on", FieldType.datetime, readonly=True, tracked=False),
        Field(FulfilmentOrder.hold_reason, "On hold because", readonly=True, tracked=False, sortable=False),
        Field(FulfilmentOrder.cancel_reason, "Cancelled because", readonly=True, tracked=False, sortable=False),
        Field(FulfilmentOrder.notes, "Notes", FieldType.long_text, sortable=False),
    ),
    computed=(Computed("items", "Devices", FieldType.json, _items, nullable=False),),
)
