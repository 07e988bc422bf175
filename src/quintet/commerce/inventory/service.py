"""What can be done with devices and SIM cards. What orders do with them is theirs: `commerce/fulfilment`."""

from functools import partial
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from quintet.commerce.inventory.models import Device, Sim
from quintet.commerce.inventory.object import DEVICE, SIM
from quintet.commerce.inventory.schemas import (
    DeviceCreate,
    DeviceState,
    DeviceStatus,
    DeviceUpdate,
    SimCreate,
    SimState,
    SimStatus,
    SimUpdate,
)
from quintet.foundation.access import Actor, require
from quintet.foundation.db import unless_taken
from quintet.foundation.objects import Draft, RecordService, register
from quintet.foundation.objects.adding import add_draft
from quintet.foundation.objects.writing import (
    change_record,
    delete_record,
    record_to_change,
    restore_record,
)
from quintet.kit.errors import Conflict, Invalid
from quintet.kit.ids import new_id


def draft_device(session: Session, actor: Actor, data: DeviceCreate) -> Draft[Device]:
    """A device to be added."""
    require(actor, DEVICE.right("create"))
    serial = data.serial or data.imei or ""
    values = data.model_dump(mode="json", exclude={"custom"})
    return Draft(Device, {**values, "id": new_id(), "serial": serial, "serial_folded": serial.casefold()}, data.custom)


def create_device(session: Session, actor: Actor, data: DeviceCreate) -> Device:
    """Add a device. Conflict when there is one with its serial number or IMEI."""
    draft = draft_device(session, actor, data)
    refuse = partial(_refuse_known_device, session, draft.values["serial_folded"], data.imei)
    with unless_taken(session, refuse):
        device = add_draft(session, actor, DEVICE, draft)
    return device


def update_device(session: Session, actor: Actor, device_id: str, data: DeviceUpdate) -> Device:
    """Change a device. Conflict when another has the number, or when an order holds it: that has to let go of it."""
    record_to_change(session, actor, DEVICE, device_id)
    device = locked_devices(session, [device_id])[0]
    values: dict[str, Any] = data.model_dump(mode="json", exclude_unset=True, exclude={"custom"})
    for name in ("serial", "status"):
        if name in values and values[name] is None:
            raise Invalid.one(name, "required", "This can't be empty.")
    if device.status == DeviceStatus.assigned and values.keys() & {"status", "company_id"}:
        raise Conflict("An order holds this device. Take it out of that first.", code="device_assigned")
    if values.get("status") == DeviceState.in_stock and device.status != DeviceStatus.in_stock:
        values = {**nobodys(), **values}
    serial, imei = values.get("serial", device.serial), values.get("imei", device.imei)
    with unless_taken(session, partial(_refuse_known_device, session, serial.casefold(), imei, but=device_id)):
        device.serial_folded = serial.casefold()
        change_record(session, actor, DEVICE, device, values, custom=data.custom)
    return device


def delete_device(session: Session, actor: Actor, device_id: str) -> None:
    """Move a device to the bin. Conflict while an order holds it, or a SIM card is in it."""
    record_to_change(session, actor, DEVICE, device_id, "delete")
    device = locked_devices(session, [device_id])[0]
    if device.status == DeviceStatus.assigned:
        raise Conflict("An order holds this device. Take it out of that first.", code="device_assigned")
    if session.scalar(select(Sim.id).where(Sim.device_id == device_id, Sim.deleted_at.is_(None))):
        raise Conflict("A SIM card is in this device. Take it out first.", code="has_sim")
    delete_record(session, actor, DEVICE, device)


def restore_device(session: Session, actor: Actor, device_id: str) -> Device:
    """Bring a device back from the bin. Conflict when another has its number by now."""
    device: Device = record_to_change(session, actor, DEVICE, device_id, "delete", deleted=True)
    with unless_taken(session, partial(_refuse_known_device, session, device.serial_folded, device.imei)):
        restore_record(session, actor, DEVICE, device)
    return device


def draft_sim(session: Session, actor: Actor, data: SimCreate) -> Draft[Sim]:
    """A SIM card to be added."""
    require(actor, SIM.right("create"))
    values = data.model_dump(mode="json", exclude={"custom"})
    return Draft(Sim, {**values, "id": new_id(), "status": _sim_status(data.status, data.device_id)}, data.custom)


def create_sim(session: Session, actor: Actor, data: SimCreate) -> Sim:
    """Add a SIM card. Conflict when there is one of its number, or another in the device."""
    draft = draft_sim(session, actor, data)
    with unless_taken(session, partial(_refuse_known_sim, session, data.iccid, data.device_id)):
        sim = add_draft(session, actor, SIM, draft)
    return sim


def update_sim(session: Session, actor: Actor, sim_id: str, data: SimUpdate) -> Sim:
    """Change a SIM card. Conflict when another has the number or is in the device."""
    record_to_change(session, actor, SIM, sim_id)
    sim = locked_sims(session, [sim_id])[0]
    values: dict[str, Any] = data.model_dump(mode="json", exclude_unset=True, exclude={"custom"})
    for name in ("iccid", "status"):
        if name in values and values[name] is None:
            raise Invalid.one(name, "required", "This can't be empty.")
    iccid, device_id = values.get("iccid", sim.iccid), values.get("device_id", sim.device_id)
    if values.keys() & {"status", "device_id"}:
        kept = SimState.retired if sim.status == SimStatus.retired else SimState.in_stock
        values["status"] = _sim_status(SimState(values.get("status", kept)), device_id)
    with unless_taken(session, partial(_refuse_known_sim, session, iccid, device_id, but=sim_id)):
        change_record(session, actor, SIM, sim, values, custom=data.custom)
    return sim


def delete_sim(session: Session, actor: Actor, sim_id: str) -> None:
    """Move a SIM card to the bin. Conflict while it is in a device."""
    record_to_change(session, actor, SIM, sim_id, "delete")
    sim = locked_sims(session, [sim_id])[0]
    if sim.device_id is not None:
        raise Conflict("The SIM card is in a device. Take it out first.", code="in_device")
    delete_record(session, actor, SIM, sim)


def restore_sim(session: Session, actor: Actor, sim_id: str) -> Sim:
    """Bring a SIM card back from the bin. Conflict when another has its number by now."""
    sim: Sim = record_to_change(session, actor, SIM, sim_id, "delete", deleted=True)
    with unless_taken(session, partial(_refuse_known_sim, session, sim.iccid, sim.device_id)):
        restore_record(session, actor, SIM, sim)
    return sim


def locked_devices(session: Session, ids: list[str]) -> list[Device]:
    """Those of the devices that are there, locked in one order, so that two who want the same never wait for each
    other in a circle."""
    wanted = select(Device).where(Device.id.in_(ids), Device.deleted_at.is_(None)).order_by(Device.id)
    return list(session.scalars(wanted.with_for_update().execution_options(populate_existing=True)))


def locked_sims(session: Session, ids: list[str]) -> list[Sim]:
    """Those of the SIM cards that are there, locked in one order."""
    wanted = select(Sim).where(Sim.id.in_(ids), Sim.deleted_at.is_(None)).order_by(Sim.id)
    return list(session.scalars(wanted.with_for_update().execution_options(populate_existing=True)))


def nobodys() -> dict[str, Any]:
    """What a device that is back in stock says of whose it was."""
    return {"company_id": None, "invoice_id": None, "order_id": None}


def _sim_status(said: SimState, device_id: str | None) -> str:
    if device_id is None:
        return said.value
    if said is SimState.retired:
        raise Invalid.one("status", "in_device", "Take the card out of the device first.")
    return SimStatus.assigned.value


def _refuse_known_device(session: Session, serial: str, imei: str | None, *, but: str | None = None) -> None:
    same = Device.serial_folded == serial if imei is None else or_(Device.serial_folded == serial, Device.imei == imei)
    for id_, known in session.execute(select(Device.id, Device.serial_folded).where(same, Device.deleted_at.is_(None))):
        if id_ != but:
            field, what = ("serial", "serial number") if known == serial else ("imei", "IMEI")
            raise Conflict(f"Another device has this {what}.", code="duplicate", existing_id=id_, field=field)


def _refuse_known_sim(session: Session, iccid: str, device_id: str | None, *, but: str | None = None) -> None:
    same = Sim.iccid == iccid if device_id is None else or_(Sim.iccid == iccid, Sim.device_id == device_id)
    for id_, known in session.execute(select(Sim.id, Sim.iccid).where(same, Sim.deleted_at.is_(None))):
        if id_ != but:
            if known == iccid:
                message, field = "Another SIM card has this number.", "iccid"
            else:
                message, field = "Another SIM card is in this device.", "device_id"
            raise Conflict(message, code="duplicate", existing_id=id_, field=field)


DEVICES = register(RecordService(DEVICE, create_device, update_device, delete_device, restore_device, draft_device))
SIMS = register(RecordService(SIM, create_sim, update_sim, delete_sim, restore_sim, draft_sim))
