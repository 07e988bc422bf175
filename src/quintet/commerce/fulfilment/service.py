"""What can be done with fulfilment orders: making, changing and deleting them. Their devices: `picking`; their way:
`verbs`.

Whoever changes one locks, in this order: its invoice (where it does), the order, its devices, their SIM cards.
"""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Any

from sqlalchemy import func, select, true
from sqlalchemy.orm import Session

from quintet.commerce.fulfilment.customers import shipping_address
from quintet.commerce.fulfilment.models import FulfilmentItem, FulfilmentOrder
from quintet.commerce.fulfilment.object import ORDER
from quintet.commerce.fulfilment.schemas import FulfilmentOrderCreate, FulfilmentOrderUpdate, FulfilmentStatus
from quintet.commerce.invoices.models import Invoice, InvoiceLine
from quintet.commerce.invoices.service import invoice_to_change
from quintet.commerce.invoices.status import InvoiceStatus
from quintet.commerce.products.models import Product
from quintet.foundation.access import Actor, require, system_actor
from quintet.foundation.db import unless_taken
from quintet.foundation.events import Event, Ref, emit
from quintet.foundation.objects import Draft, RecordService, finding, register
from quintet.foundation.objects.adding import add_draft
from quintet.foundation.objects.writing import (
    change_record,
    check_relations,
    delete_record,
    flush_current,
    links_of,
    record_to_change,
    restore_record,
)
from quintet.kit import time
from quintet.kit.errors import Conflict, NotFound
from quintet.kit.ids import new_id

OPEN = (FulfilmentStatus.pending, FulfilmentStatus.picking)
"""Those that devices are picked for."""
UNSENT = (*OPEN, FulfilmentStatus.on_hold)
"""Those that nothing has left the house for."""


def create_order(session: Session, actor: Actor, data: FulfilmentOrderCreate) -> FulfilmentOrder:
    """Make an order for an invoice. Conflict when it is void, or has an order that was not cancelled."""
    require(actor, ORDER.right("create"))
    check_relations(session, actor, ORDER, {"invoice_id": data.invoice_id})
    invoice = invoice_to_change(session, actor, data.invoice_id)
    refuse_void(invoice)
    draft = _draft(session, invoice, data.model_dump(exclude={"invoice_id"}, exclude_none=True))
    with unless_taken(session, partial(_refuse_second, session, invoice.id)):
        order = add_draft(session, actor, ORDER, draft)
    return order


def fulfil(session: Session, invoice: Invoice) -> FulfilmentOrder | None:
    """The order of an invoice, which is locked, unless nothing that it bills has to be sent. What is no product may
    have to be."""
    line = InvoiceLine
    billed = select(line.id).outerjoin(Product, Product.id == line.product_id).where(line.invoice_id == invoice.id)
    to_send = session.scalar(billed.where(func.coalesce(Product.shipped, true())).limit(1))
    return ensure_order(session, invoice) if to_send is not None else None


def ensure_order(session: Session, invoice: Invoice) -> FulfilmentOrder:
    """The order of an invoice, which is locked; made when there is none but cancelled ones."""
    order = _order_for(session, invoice.id)
    if order is None:
        order = add_draft(session, system_actor(invoice.workspace_id), ORDER, _draft(session, invoice, {}))
    return order


def update_order(session: Session, actor: Actor, order_id: str, data: FulfilmentOrderUpdate) -> FulfilmentOrder:
    """Change an order."""
    order = order_to_change(session, actor, order_id)
    change_record(session, actor, ORDER, order, data.model_dump(mode="json", exclude_unset=True))
    return order


def delete_order(session: Session, actor: Actor, order_id: str) -> None:
    """Move an order to the bin. Conflict when devices are in it or were sent with it: cancel it instead."""
    order = order_to_change(session, actor, order_id, "delete")
    if session.scalar(select(FulfilmentItem.id).where(FulfilmentItem.order_id == order_id).limit(1)):
        raise Conflict("Devices are in this order. Take them out first.", code="has_devices")
    if order.status in (FulfilmentStatus.shipped, FulfilmentStatus.delivered):
        raise Conflict(f"This order is {order.status}.", code="order_sent")
    delete_record(session, actor, ORDER, order)


def restore_order(session: Session, actor: Actor, order_id: str) -> FulfilmentOrder:
    """Bring an order back from the bin. Conflict when its invoice has another by now, or was made void."""
    order: FulfilmentOrder = record_to_change(session, actor, ORDER, order_id, "delete", deleted=True)
    if order.status != FulfilmentStatus.cancelled:
        refuse_void(session.scalars(select(Invoice).where(Invoice.id == order.invoice_id)).one())
        with unless_taken(session, partial(_refuse_second, session, order.invoice_id)):
            restore_record(session, actor, ORDER, order)
    else:
        restore_record(session, actor, ORDER, order)
    return order


def order_to_change(session: Session, actor: Actor, order_id: str, verb: str = "update") -> FulfilmentOrder:
    """The order, locked. Forbidden without the right, NotFound when the actor does not see it."""
    record_to_change(session, actor, ORDER, order_id, verb)
    return locked_order(session, order_id)


def locked_order(session: Session, order_id: str) -> FulfilmentOrder:
    """The order, as it is once nobody else changes it. NotFound when it is not there."""
    wanted = select(FulfilmentOrder).where(FulfilmentOrder.id == order_id, FulfilmentOrder.deleted_at.is_(None))
    order = session.scalar(wanted.with_for_update().execution_options(populate_existing=True))
    if order is None:
        raise NotFound("fulfilment order")
    return order


def items_in(session: Session, order_id: str) -> list[FulfilmentItem]:
    """The devices of an order, in the order in which they were picked."""
    own = select(FulfilmentItem).where(FulfilmentItem.order_id == order_id).order_by(FulfilmentItem.position)
    return list(session.scalars(own))


def noted(
    session: Session,
    actor: Actor,
    order: FulfilmentOrder,
    values: Mapping[str, Any],
    fact: Event,
    links: Iterable[Ref] = (),
) -> None:
    """Set what services alone set, with a fact of its own; rights are the caller's to check."""
    for name, value in values.items():
        setattr(order, name, value)
    # Its devices are in no column of the row; its ETag has to change with them.
    order.updated_at = time.now()
    flush_current(session)
    finding.index(session, ORDER, order)
    emit(session, actor, fact, subject=Ref(ORDER.name, order.id), links=[*links_of(ORDER, order), *links])


def refuse_unless(order: FulfilmentOrder, statuses: Iterable[FulfilmentStatus], verb: str) -> None:
    """Conflict when an order that stands like this can't be `verb`ed."""
    if order.status not in tuple(statuses):
        word = order.status.replace("_", " ")
        raise Conflict(f"This order is {word}: it can't be {verb}.", code=f"order_{order.status}")


def refuse_void(invoice: Invoice) -> None:
    if invoice.status == InvoiceStatus.void:
        raise Conflict("The invoice is void: nothing is sent for it.", code="invoice_void")


def _draft(session: Session, invoice: Invoice, given: Mapping[str, Any]) -> Draft[FulfilmentOrder]:
    values = {
        "id": new_id(),
        "number": invoice.number,
        "status": FulfilmentStatus.pending.value,
        "invoice_id": invoice.id,
        "company_id": invoice.company_id,
        "contact_id": invoice.contact_id,
        "owner_id": invoice.owner_id,
        "shipping_type": invoice.shipping_type,
        "ship_to": shipping_address(session, invoice.company_id),
        **given,
    }
    return Draft(FulfilmentOrder, values)


def _order_for(session: Session, invoice_id: str) -> FulfilmentOrder | None:
    theirs = (FulfilmentOrder.invoice_id == invoice_id, FulfilmentOrder.status != FulfilmentStatus.cancelled.value)
    return session.scalar(select(FulfilmentOrder).where(*theirs, FulfilmentOrder.deleted_at.is_(None)))


def _refuse_second(session: Session, invoice_id: str) -> None:
    order = _order_for(session, invoice_id)
    if order is not None:
        raise Conflict("The invoice has an order already.", code="duplicate", existing_id=order.id, field="invoice_id")


ORDERS = register(RecordService(ORDER, create_order, update_order, delete_order, restore_order))
