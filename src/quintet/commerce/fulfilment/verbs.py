"""The way of an order: shipped, delivered, held, gone on with, cancelled."""

from sqlalchemy.orm import Session

from quintet.commerce.fulfilment.customers import customer_of
from quintet.commerce.fulfilment.facts import DevicesShipped, OrderCancelled, OrderDelivered, OrderHeld, OrderResumed
from quintet.commerce.fulfilment.letters import OrderDeliveredLetter, OrderShippedLetter
from quintet.commerce.fulfilment.models import FulfilmentOrder
from quintet.commerce.fulfilment.picking import back_to_stock, device_refs, serials_told
from quintet.commerce.fulfilment.schemas import Delivering, FulfilmentStatus, Shipping
from quintet.commerce.fulfilment.service import OPEN, UNSENT, items_in, noted, order_to_change, refuse_unless
from quintet.commerce.inventory.schemas import DeviceStatus
from quintet.commerce.inventory.service import locked_devices
from quintet.foundation.access import Actor
from quintet.identity.public import post_letter, workspace_settings
from quintet.kit import time


def ship(session: Session, actor: Actor, order_id: str, data: Shipping) -> FulfilmentOrder:
    """Note that an order left the house, with its devices, and mail the customer. Conflict when it is on hold, sent or
    cancelled. What has no serial number is sent without being picked."""
    order = order_to_change(session, actor, order_id)
    refuse_unless(order, OPEN, "shipped")
    devices = locked_devices(session, [item.device_id for item in items_in(session, order_id)])
    for device in devices:
        device.status = DeviceStatus.shipped.value
    to = customer_of(session, order) if data.notify else None
    if to is not None:
        letter = OrderShippedLetter(
            workspace=workspace_settings(session, order.workspace_id).name,
            name=to.name,
            number=order.number,
            carrier=data.carrier,
            tracking_number=data.tracking_number,
            serials=[device.serial for device in devices],
            ship_to=order.ship_to,
        )
        post_letter(session, letter, to=to.email, name=to.name, workspace_id=order.workspace_id)
    values = {
        "status": FulfilmentStatus.shipped.value,
        "carrier": data.carrier,
        "tracking_number": data.tracking_number,
        "shipped_at": time.now(),
    }
    address = to.email if to is not None else None
    told = serials_told(devices)
    fact = DevicesShipped(order.number, data.carrier, data.tracking_number, len(devices), told, address)
    noted(session, actor, order, values, fact, device_refs(devices))
    return order


def deliver(session: Session, actor: Actor, order_id: str, data: Delivering) -> FulfilmentOrder:
    """Note that an order arrived, and mail the customer. Conflict unless it is on its way."""
    order = order_to_change(session, actor, order_id)
    refuse_unless(order, (FulfilmentStatus.shipped,), "delivered")
    to = customer_of(session, order) if data.notify else None
    if to is not None:
        name = workspace_settings(session, order.workspace_id).name
        letter = OrderDeliveredLetter(workspace=name, name=to.name, number=order.number)
        post_letter(session, letter, to=to.email, name=to.name, workspace_id=order.workspace_id)
    values = {"status": FulfilmentStatus.delivered.value, "delivered_at": time.now()}
    noted(session, actor, order, values, OrderDelivered(order.number, to.email if to is not None else None))
    return order


def hold(session: Session, actor: Actor, order_id: str, reason: str | None) -> FulfilmentOrder:
    """Let an order wait; its devices stay in it. Conflict when it does already, or is sent or cancelled."""
    order = order_to_change(session, actor, order_id)
    refuse_unless(order, OPEN, "put on hold")
    values = {"status": FulfilmentStatus.on_hold.value, "hold_reason": reason}
    noted(session, actor, order, values, OrderHeld(order.number, reason))
    return order


def resume(session: Session, actor: Actor, order_id: str) -> FulfilmentOrder:
    """Go on with an order that waits. Conflict when it does not."""
    order = order_to_change(session, actor, order_id)
    refuse_unless(order, (FulfilmentStatus.on_hold,), "resumed")
    status = FulfilmentStatus.picking if items_in(session, order_id) else FulfilmentStatus.pending
    noted(session, actor, order, {"status": status.value, "hold_reason": None}, OrderResumed(order.number))
    return order


def cancel(session: Session, actor: Actor, order_id: str, reason: str | None) -> FulfilmentOrder:
    """Send nothing; the devices go back into stock. Conflict when it was sent or cancelled before."""
    order = order_to_change(session, actor, order_id)
    refuse_unless(order, UNSENT, "cancelled")
    devices = back_to_stock(session, items_in(session, order_id))
    values = {
        "status": FulfilmentStatus.cancelled.value,
        "cancelled_at": time.now(),
        "cancel_reason": reason,
        "hold_reason": None,
    }
    noted(session, actor, order, values, OrderCancelled(order.number, reason), device_refs(devices))
    return order
