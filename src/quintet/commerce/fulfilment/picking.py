"""Which devices an order sends. A device is in one order at a time: it is locked, looked at, then taken."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from quintet.commerce.fulfilment.facts import DevicesAssigned, DevicesReleased
from quintet.commerce.fulfilment.models import FulfilmentItem, FulfilmentOrder
from quintet.commerce.fulfilment.schemas import FulfilmentStatus, Picking, SerialRead, Serials
from quintet.commerce.fulfilment.service import (
    OPEN,
    UNSENT,
    ensure_order,
    items_in,
    locked_order,
    noted,
    order_to_change,
    refuse_unless,
    refuse_void,
)
from quintet.commerce.inventory.intake import Entry, add_devices
from quintet.commerce.inventory.models import Device, Sim
from quintet.commerce.inventory.schemas import DeviceStatus, SimStatus
from quintet.commerce.inventory.service import locked_devices, locked_sims, nobodys
from quintet.commerce.invoices.object import INVOICE
from quintet.commerce.invoices.service import invoice_to_change
from quintet.foundation.access import Actor
from quintet.foundation.events import Ref
from quintet.foundation.objects.reading import read_record
from quintet.kit.errors import Conflict, FieldError, Invalid, NotFound
from quintet.kit.ids import is_id

_TOLD = 20


def pick(session: Session, actor: Actor, order_id: str, data: Picking) -> FulfilmentOrder:
    """Take devices, and the SIM cards for them, for an order that is not sent yet: all or none.

    Invalid naming those that are not there; Conflict `device_taken` or `sim_taken`, with the field and `existing_id`,
    for the first that somebody else has. Those that the order has already stay in it.
    """
    order = order_to_change(session, actor, order_id)
    devices = _devices_known(session, [each.device for each in data.items], "items.{}.device")
    wanted = [(place, each.sim) for place, each in enumerate(data.items) if each.sim is not None]
    sims = _sims_known(session, wanted)
    _take(session, actor, order, devices, sims, "items.{}.device")
    return order


def release(session: Session, actor: Actor, order_id: str, item_id: str) -> FulfilmentOrder:
    """Put a device back into stock, and the card that was put into it for this order."""
    order = order_to_change(session, actor, order_id)
    refuse_unless(order, UNSENT, "changed")
    item = next((each for each in items_in(session, order_id) if each.id == item_id), None)
    if item is None:
        raise NotFound("item")
    devices = back_to_stock(session, [item])
    status = order.status if _left(session, order_id) else _empty(order)
    fact = DevicesReleased(order.number, len(devices), serials_told(devices))
    noted(session, actor, order, {"status": status}, fact, device_refs(devices))
    return order


def assign_serials(session: Session, actor: Actor, invoice_id: str, data: Serials) -> FulfilmentOrder:
    """Have devices sold with an invoice, by their serial numbers; those in no stock yet are added to it. They are in
    the invoice's order then, which is made if there is none.

    Who may change the invoice may do this. Conflict when the invoice is void, the order sent, or a device elsewhere.
    """
    invoice = invoice_to_change(session, actor, invoice_id)
    refuse_void(invoice)
    order = locked_order(session, ensure_order(session, invoice).id)
    refuse_unless(order, OPEN, "changed")
    entries = [Entry(place, code, {"serial": code}) for place, code in enumerate(data.serials)]
    known = _by_code(session, data.serials)
    report = add_devices(session, actor, [entry for entry in entries if entry.value.casefold() not in known])
    if report.invalid:
        raise Invalid([FieldError(f"serials.{each.line}", "invalid", each.message) for each in report.invalid])
    _take(session, actor, order, _devices_known(session, data.serials, "serials.{}"), {}, "serials.{}")
    return order


def serials_of(session: Session, actor: Actor, invoice_id: str) -> list[SerialRead]:
    """The devices that are sold with an invoice the actor sees, in the order of their serial numbers."""
    read_record(session, actor, INVOICE, invoice_id)
    inside = and_(Sim.device_id == Device.id, Sim.workspace_id == Device.workspace_id, Sim.deleted_at.is_(None))
    rows = session.execute(
        select(Device.id, Device.serial, Device.imei, Device.status, Sim.iccid)
        .outerjoin(Sim, inside)
        .where(Device.invoice_id == invoice_id, Device.deleted_at.is_(None))
        .order_by(Device.serial_folded)
    )
    return [
        SerialRead(device_id=id_, serial=serial, imei=imei, status=status, iccid=iccid)
        for id_, serial, imei, status, iccid in rows
    ]


def back_to_stock(session: Session, items: Sequence[FulfilmentItem]) -> list[Device]:
    """Take devices out of the order they are in, which is locked; the devices. Cards put in for it come out."""
    devices = locked_devices(session, [item.device_id for item in items])
    for device in devices:
        device.status = DeviceStatus.in_stock.value
        for name, value in nobodys().items():
            setattr(device, name, value)
    for sim in locked_sims(session, [item.sim_id for item in items if item.sim_id is not None and item.sim_added]):
        sim.device_id = None
        sim.status = SimStatus.in_stock.value
    for item in items:
        session.delete(item)
    session.flush()
    return devices


def serials_told(devices: Sequence[Device]) -> list[str]:
    """What facts tell of devices: the first few."""
    return [device.serial for device in devices[:_TOLD]]


def device_refs(devices: Sequence[Device]) -> list[Ref]:
    return [Ref("device", device.id) for device in devices]


def _take(
    session: Session,
    actor: Actor,
    order: FulfilmentOrder,
    devices: Sequence[str],
    sims: Mapping[int, str],
    field: str,
) -> None:
    """Take devices, by their ids, and for some of their places the ids of the cards to put in."""
    refuse_unless(order, OPEN, "picked")
    locked = {device.id: device for device in locked_devices(session, list(devices))}
    inside = set(session.scalars(select(Sim.id).where(Sim.device_id.in_(devices), Sim.deleted_at.is_(None))))
    cards = {sim.id: sim for sim in locked_sims(session, sorted(inside | set(sims.values())))}
    in_device = {sim.device_id: sim for sim in cards.values() if sim.device_id is not None}
    there = {item.device_id: item for item in items_in(session, order.id)}
    position = max((item.position for item in there.values()), default=-1) + 1
    taken: list[Device] = []
    for place, device_id in enumerate(devices):
        device = locked.get(device_id)
        if device is None or (device.status != DeviceStatus.in_stock and device_id not in there):
            raise Conflict(
                "Another order has this device, or it is not in stock.",
                code="device_taken",
                existing_id=device_id,
                field=field.format(place),
            )
        item = there.get(device_id)
        if item is None:
            item = FulfilmentItem(order_id=order.id, position=position + place, device_id=device_id, sim_added=False)
            session.add(item)
            taken.append(device)
        present = in_device.get(device_id)
        item.sim_id = present.id if present is not None else None
        if place in sims:
            _put_in(device, item, cards.get(sims[place]), present, place)
        device.status = DeviceStatus.assigned.value
        device.company_id, device.invoice_id, device.order_id = order.company_id, order.invoice_id, order.id
    session.flush()
    if not taken and not sims:
        return
    fact = DevicesAssigned(order.number, len(taken), serials_told(taken))
    status = FulfilmentStatus.picking.value
    noted(session, actor, order, {"status": status}, fact, device_refs([locked[id_] for id_ in devices]))


def _put_in(device: Device, item: FulfilmentItem, sim: Sim | None, present: Sim | None, place: int) -> None:
    field = f"items.{place}.sim"
    if present is not None and sim is present:
        return
    if present is not None:
        message = "Another SIM card is in this device. Take it out first."
        raise Conflict(message, code="has_sim", existing_id=present.id, field=field)
    if sim is None or sim.status != SimStatus.in_stock:
        message = "This SIM card is in another device, or not in stock."
        raise Conflict(message, code="sim_taken", existing_id=sim.id if sim is not None else None, field=field)
    sim.device_id = device.id
    sim.status = SimStatus.assigned.value
    item.sim_id, item.sim_added = sim.id, True


def _devices_known(session: Session, codes: Sequence[str], field: str) -> list[str]:
    """Ids of the devices meant. Invalid naming those that are not there, and those that are named twice."""
    known = _by_code(session, codes)
    errors: list[FieldError] = []
    found: list[str] = []
    for place, code in enumerate(codes):
        device_id = known.get(code.casefold())
        if device_id is None:
            errors.append(FieldError(field.format(place), "unknown_reference", f"There is no device {code}."))
        elif device_id in found:
            errors.append(FieldError(field.format(place), "repeated", f"The device {code} is named twice."))
        else:
            found.append(device_id)
    if errors:
        raise Invalid(errors)
    return found


def _by_code(session: Session, codes: Sequence[str]) -> dict[str, str]:
    """Ids of devices by what they were called, without regard to case. A serial number goes before an IMEI."""
    folded = [code.casefold() for code in codes]
    ids = [code for code in folded if is_id(code)]
    meant = or_(Device.serial_folded.in_(folded), Device.imei.in_(folded), Device.id.in_(ids))
    rows = session.execute(
        select(Device.id, Device.serial_folded, Device.imei).where(meant, Device.deleted_at.is_(None))
    ).all()
    found: dict[str, str] = {row.id: row.id for row in rows}
    found |= {row.imei: row.id for row in rows if row.imei is not None}
    return found | {row.serial_folded: row.id for row in rows}


def _sims_known(session: Session, wanted: Sequence[tuple[int, str]]) -> dict[int, str]:
    """Ids of the SIM cards meant, by place. Invalid naming those that are not there, and those that are named twice."""
    if not wanted:
        return {}
    codes = {place: "".join(code.split()).casefold().removesuffix("f") for place, code in wanted}
    texts = list(codes.values())
    meant = or_(Sim.iccid.in_(texts), Sim.id.in_([code for _, code in wanted if is_id(code)]))
    rows: Sequence[Any] = session.execute(select(Sim.id, Sim.iccid).where(meant, Sim.deleted_at.is_(None))).all()
    known = {row.id: row.id for row in rows} | {row.iccid: row.id for row in rows}
    errors: list[FieldError] = []
    found: dict[int, str] = {}
    for place, code in wanted:
        sim_id = known.get(code) or known.get(codes[place])
        if sim_id is None:
            errors.append(FieldError(f"items.{place}.sim", "unknown_reference", f"There is no SIM card {code}."))
        elif sim_id in found.values():
            errors.append(FieldError(f"items.{place}.sim", "repeated", f"The SIM card {code} is named twice."))
        else:
            found[place] = sim_id
    if errors:
        raise Invalid(errors)
    return found


def _left(session: Session, order_id: str) -> bool:
    return bool(session.scalar(select(FulfilmentItem.id).where(FulfilmentItem.order_id == order_id).limit(1)))


def _empty(order: FulfilmentOrder) -> str:
    """How an order stands out of which the last device was taken."""
    return order.status if order.status == FulfilmentStatus.on_hold else FulfilmentStatus.pending.value
