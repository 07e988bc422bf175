"""How devices and SIM cards are reached."""

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.commerce.inventory.intake import take_in_devices, take_in_sims
from quintet.commerce.inventory.schemas import DeviceIntake, IntakeReport, SimIntake
from quintet.commerce.inventory.service import DEVICES, SIMS
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.objects.openapi import ERRORS
from quintet.foundation.objects.router import record_router

device_routes = record_router(DEVICES)
sim_routes = record_router(SIMS)


@device_routes.post("/intake", operation_id="take_in_devices", response_model=IntakeReport, responses=ERRORS)
async def devices(request: Request, body: DeviceIntake) -> Response:
    """Add devices from a pasted or scanned list: all that can be, and what became of the others."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json(take_in_devices(session, actor, body))

    return await door_of(request).write(request, work)


@sim_routes.post("/intake", operation_id="take_in_sims", response_model=IntakeReport, responses=ERRORS)
async def sims(request: Request, body: SimIntake) -> Response:
    """Add SIM cards from a pasted or scanned list: all that can be, and what became of the others."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json(take_in_sims(session, actor, body))

    return await door_of(request).write(request, work)
