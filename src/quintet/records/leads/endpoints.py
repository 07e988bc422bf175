"""How leads are reached."""

from dataclasses import asdict

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.objects.openapi import ERRORS, read_model
from quintet.foundation.objects.router import record_reply, record_router
from quintet.records.leads.converting import convert_lead
from quintet.records.leads.object import LEAD
from quintet.records.leads.schemas import Conversion, InTheWayRead, LeadMove, UndoingRead
from quintet.records.leads.service import LEADS, STAGED, move_lead
from quintet.records.leads.unconverting import look_at_undoing, undo_conversion
from quintet.records.pipelines.board import add_board_route
from quintet.records.tags.endpoints import add_tag_routes

routes = record_router(LEADS)
add_tag_routes(routes, LEAD)
add_board_route(routes, STAGED)


@routes.post("/{id}/move", operation_id="move_lead", response_model=read_model(LEAD), responses=ERRORS)
async def move(request: Request, id: str, body: LeadMove) -> Response:
    """Put a lead into a stage: on top, or next to another lead there."""

    def work(session: Session, actor: Actor) -> Reply:
        move_lead(session, actor, id, body)
        return record_reply(session, actor, LEAD, id)

    return await door_of(request).write(request, work)


@routes.post("/{id}/convert", operation_id="convert_lead", response_model=read_model(LEAD), responses=ERRORS)
async def convert(request: Request, id: str, body: Conversion) -> Response:
    """Make a contact of a lead, and a company and a deal where that is wanted; once."""

    def work(session: Session, actor: Actor) -> Reply:
        convert_lead(session, actor, id, body)
        return record_reply(session, actor, LEAD, id)

    return await door_of(request).write(request, work)


@routes.get("/{id}/undo-conversion", operation_id="look_at_undoing", response_model=UndoingRead, responses=ERRORS)
async def look(request: Request, id: str) -> Response:
    """Whether the conversion of a lead can be undone, and what is in the way."""

    def work(session: Session, actor: Actor) -> Reply:
        found = look_at_undoing(session, actor, id)
        possible = found.allowed and not found.in_the_way
        in_the_way = [InTheWayRead(**asdict(each)) for each in found.in_the_way]
        return Reply.json(UndoingRead(possible=possible, removes=found.removes, in_the_way=in_the_way))

    return (await door_of(request).read(request, work)).response()


@routes.post("/{id}/undo-conversion", operation_id="undo_conversion", response_model=read_model(LEAD), responses=ERRORS)
async def undo(request: Request, id: str) -> Response:
    """Make a converted lead a lead again; what was made for it goes to the bin, unless somebody has worked with it."""

    def work(session: Session, actor: Actor) -> Reply:
        undo_conversion(session, actor, id)
        return record_reply(session, actor, LEAD, id)

    return await door_of(request).write(request, work)
