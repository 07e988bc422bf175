"""How fulfilment orders are reached, and the serial numbers on invoices."""

from collections.abc import Callable

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.commerce.fulfilment import subscribers  # noqa: F401 - registers them
from quintet.commerce.fulfilment.picking import assign_serials, pick, release, serials_of
from quintet.commerce.fulfilment.schemas import Because, Delivering, Picking, SerialList, Serials, Shipping
from quintet.commerce.fulfilment.service import ORDERS
from quintet.commerce.fulfilment.verbs import cancel, deliver, hold, resume, ship
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.objects.openapi import ERRORS, read_model
from quintet.foundation.objects.router import record_reply, record_router

routes = record_router(ORDERS)
serial_routes = router("/invoices", "Invoices")
_READ = read_model(ORDERS.spec)


@routes.post("/{id}/pick", operation_id="pick_fulfilment_order", response_model=_READ, responses=ERRORS)
async def picked(request: Request, id: str, body: Picking) -> Response:
    """Take devices from stock for an order, by id or as scanned, with SIM cards to put in. All of them or none."""
    return await _changed(request, id, lambda session, actor: pick(session, actor, id, body))


@routes.delete("/{id}/items/{itemId}", operation_id="release_fulfilment_item", response_model=_READ, responses=ERRORS)
async def released(request: Request, id: str, itemId: str) -> Response:  # noqa: N803
    """Put a device of an order back into stock."""
    return await _changed(request, id, lambda session, actor: release(session, actor, id, itemId))


@routes.post("/{id}/ship", operation_id="ship_fulfilment_order", response_model=_READ, responses=ERRORS)
async def shipped(request: Request, id: str, body: Shipping) -> Response:
    """Note that an order left the house, and mail the customer."""
    return await _changed(request, id, lambda session, actor: ship(session, actor, id, body))


@routes.post("/{id}/deliver", operation_id="deliver_fulfilment_order", response_model=_READ, responses=ERRORS)
async def delivered(request: Request, id: str, body: Delivering) -> Response:
    """Note that an order arrived, and mail the customer."""
    return await _changed(request, id, lambda session, actor: deliver(session, actor, id, body))


@routes.post("/{id}/hold", operation_id="hold_fulfilment_order", response_model=_READ, responses=ERRORS)
async def held(request: Request, id: str, body: Because) -> Response:
    """Let an order wait."""
    return await _changed(request, id, lambda session, actor: hold(session, actor, id, body.reason))


@routes.post("/{id}/resume", operation_id="resume_fulfilment_order", response_model=_READ, responses=ERRORS)
async def resumed(request: Request, id: str) -> Response:
    """Go on with an order that waits."""
    return await _changed(request, id, lambda session, actor: resume(session, actor, id))


@routes.post("/{id}/cancel", operation_id="cancel_fulfilment_order", response_model=_READ, responses=ERRORS)
async def cancelled(request: Request, id: str, body: Because) -> Response:
    """Send nothing for it, and put its devices back into stock."""
    return await _changed(request, id, lambda session, actor: cancel(session, actor, id, body.reason))


@serial_routes.get("/{id}/serials", operation_id="list_invoice_serials", response_model=SerialList, responses=ERRORS)
async def serials(request: Request, id: str) -> Response:
    """The devices that are sold with an invoice."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json(SerialList(data=serials_of(session, actor, id)))

    return (await door_of(request).read(request, work)).response()


@serial_routes.post("/{id}/serials", operation_id="assign_invoice_serials", response_model=SerialList, responses=ERRORS)
async def assign(request: Request, id: str, body: Serials) -> Response:
    """Have devices sold with an invoice, by their serial numbers: they are in its fulfilment order then."""

    def work(session: Session, actor: Actor) -> Reply:
        assign_serials(session, actor, id, body)
        return Reply.json(SerialList(data=serials_of(session, actor, id)))

    return await door_of(request).write(request, work)


async def _changed(request: Request, order_id: str, change: Callable[[Session, Actor], object]) -> Response:
    def work(session: Session, actor: Actor) -> Reply:
        change(session, actor)
        return record_reply(session, actor, ORDERS.spec, order_id)

    return await door_of(request).write(request, work)
