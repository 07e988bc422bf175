"""How deals are reached."""

from collections.abc import Callable

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.objects.openapi import ERRORS, read_model
from quintet.foundation.objects.router import record_reply, record_router
from quintet.records import handover  # noqa: F401 - registers its subscriber
from quintet.records.deals.object import DEAL
from quintet.records.deals.schemas import Closing, Postmortem, Reengagement, Snoozing
from quintet.records.deals.service import DEALS, STAGED, move_deal
from quintet.records.deals.verbs import close_deal, re_engage_deal, snooze_deal, write_postmortem
from quintet.records.pipelines.board import add_board_route
from quintet.records.pipelines.schemas import Move, StageKind
from quintet.records.tags.endpoints import add_tag_routes

routes = record_router(DEALS)
add_tag_routes(routes, DEAL)
add_board_route(routes, STAGED)
_MODEL = read_model(DEAL)


async def _do(request: Request, id: str, verb: Callable[[Session, Actor], object]) -> Response:
    def work(session: Session, actor: Actor) -> Reply:
        verb(session, actor)
        return record_reply(session, actor, DEAL, id)

    return await door_of(request).write(request, work)


@routes.post("/{id}/move", operation_id="move_deal", response_model=_MODEL, responses=ERRORS)
async def move(request: Request, id: str, body: Move) -> Response:
    """Put a deal into a stage: on top, or next to another deal there."""
    return await _do(request, id, lambda session, actor: move_deal(session, actor, id, body))


@routes.post("/{id}/close", operation_id="close_deal", response_model=_MODEL, responses=ERRORS)
async def close(request: Request, id: str, body: Closing) -> Response:
    """Win or lose a deal."""
    outcome = StageKind(body.outcome)
    return await _do(request, id, lambda session, actor: close_deal(session, actor, id, outcome, body.reason))


@routes.post("/{id}/re-engage", operation_id="re_engage_deal", response_model=_MODEL, responses=ERRORS)
async def re_engage(request: Request, id: str, body: Reengagement) -> Response:
    """Go on with a deal that is closed or waits."""
    return await _do(request, id, lambda session, actor: re_engage_deal(session, actor, id, body.stage_id))


@routes.post("/{id}/snooze", operation_id="snooze_deal", response_model=_MODEL, responses=ERRORS)
async def snooze(request: Request, id: str, body: Snoozing) -> Response:
    """Let an open deal wait until a time to come; null ends it."""
    return await _do(request, id, lambda session, actor: snooze_deal(session, actor, id, body.until))


@routes.post("/{id}/postmortem", operation_id="write_postmortem", response_model=_MODEL, responses=ERRORS)
async def postmortem(request: Request, id: str, body: Postmortem) -> Response:
    """Keep what was learnt from a deal that is over."""
    return await _do(request, id, lambda session, actor: write_postmortem(session, actor, id, body))
