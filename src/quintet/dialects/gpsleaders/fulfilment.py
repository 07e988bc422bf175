"""GPS Leaders: Fulfillment, and the serial numbers on invoices."""

from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import Field
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.commerce.public import (
    ORDERS,
    Delivering,
    Picking,
    Serials,
    Shipping,
    assign_serials,
    deliver,
    pick,
    serials_of,
    ship,
)
from quintet.dialects.bodies import CamelBody, build, in_their_names
from quintet.dialects.dialect import dialect_router
from quintet.dialects.gpsleaders.envelope import admin_only, data
from quintet.dialects.records import RecordFace
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.kit.errors import Invalid

routes = dialect_router("/api/fulfillment", "Devices, SIMs & Fulfillment")
serials = dialect_router("/api/invoices", "Invoices")
STATUS = {word: word.upper() for word in ("pending", "picking", "on_hold", "shipped", "delivered", "cancelled")}
FACE = RecordFace(service=ORDERS, expand=("company", "invoice"), words={"status": STATUS}, parsed=frozenset({"items"}))
MOST = 100
_ITEM = {
    "id": "id",
    "device_id": "deviceId",
    "serial": "serialNumber",
    "imei": "imei",
    "sim_id": "simId",
    "iccid": "iccid",
}
_NAMES = {"items": "deviceIds", "tracking_number": "trackingNumber"}
Id = Annotated[str, Field(max_length=80)]


class SimAssignment(CamelBody):
    device_id: Id
    sim_id: Id


class Mutation(CamelBody):
    order_id: Annotated[str, Field(max_length=36)]
    action: Literal["pick", "ship", "deliver"]
    device_ids: Annotated[list[Id], Field(max_length=500)] = []
    sim_assignments: Annotated[list[SimAssignment], Field(max_length=500)] | dict[Id, Id] = []
    tracking_number: str | None = None
    carrier: str | None = None


class SerialNumbers(CamelBody):
    serial_numbers: Annotated[list[str], Field(max_length=500)]


@routes.get("", operation_id="fulfillment.list")
async def list_(request: Request, status: Annotated[str | None, Query(max_length=20)] = None) -> Response:
    """The newest hundred."""
    if status is not None and status not in STATUS.values():
        raise Invalid.one("status", "invalid", "Must be one of: " + ", ".join(STATUS.values()) + ".")
    asked = [("sort", "-created_at")] + (FACE.filters([("status", status)]) if status is not None else [])

    def work(session: Session, actor: Actor) -> Reply:
        rows, _ = FACE.page(session, actor, asked, page=1, limit=MOST)
        return data([shown_order(row) for row in rows])

    return (await door_of(request).read(request, work, heavy=True)).response()


@routes.patch("", operation_id="fulfillment.update")
async def update(request: Request, body: Mutation) -> Response:
    """Take devices for an order, send it, or note that it arrived."""

    def work(session: Session, actor: Actor) -> Reply:
        admin_only(actor)
        with in_their_names(_NAMES):
            _change(session, actor, body)
        return data(shown_order(FACE.one(session, actor, body.order_id)))

    return await door_of(request).write(request, work)


@serials.get("/{id}/serials", operation_id="invoices.serials.list")
async def list_serials(request: Request, id: str) -> Response:
    """The devices that are sold with an invoice."""

    def work(session: Session, actor: Actor) -> Reply:
        return data(_serials(session, actor, id))

    return (await door_of(request).read(request, work)).response()


@serials.post("/{id}/serials", operation_id="invoices.serials.assign")
async def assign(request: Request, id: str, body: SerialNumbers) -> Response:
    """Those that are in no stock yet are added to it; all of them are in the invoice's order then."""

    def work(session: Session, actor: Actor) -> Reply:
        names = {"serials": "serialNumbers"}
        with in_their_names(names):
            assign_serials(session, actor, id, build(Serials, {"serials": body.serial_numbers}, names))
        return data(_serials(session, actor, id), 201)

    return await door_of(request).write(request, work)


def shown_order(order: dict[str, Any]) -> dict[str, Any]:
    """An order with the devices in it."""
    items = [{theirs: item[ours] for ours, theirs in _ITEM.items()} for item in order["items"]]
    return {**order, "items": items}


def _change(session: Session, actor: Actor, body: Mutation) -> None:
    if body.action == "pick":
        given = body.sim_assignments
        cards = given if isinstance(given, dict) else {each.device_id: each.sim_id for each in given}
        unknown = next((device for device in cards if device not in body.device_ids), None)
        if unknown is not None:
            raise Invalid.one("simAssignments", "unknown_reference", f"{unknown} is not among the devices.")
        items = [{"device": device, "sim": cards.get(device)} for device in body.device_ids]
        pick(session, actor, body.order_id, build(Picking, {"items": items}))
    elif body.action == "ship":
        sent = {"carrier": body.carrier or "", "tracking_number": body.tracking_number or ""}
        ship(session, actor, body.order_id, build(Shipping, sent))
    else:
        deliver(session, actor, body.order_id, Delivering())


def _serials(session: Session, actor: Actor, invoice_id: str) -> list[dict[str, Any]]:
    return [
        {
            "id": each.device_id,
            "serialNumber": each.serial,
            "imei": each.imei,
            "status": each.status.upper(),
            "iccid": each.iccid,
        }
        for each in serials_of(session, actor, invoice_id)
    ]
