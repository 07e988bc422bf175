"""How activities are reached."""

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.objects.openapi import ERRORS, read_model
from quintet.foundation.objects.router import record_reply, record_router
from quintet.records.activities.object import ACTIVITY
from quintet.records.activities.schemas import ReviewResolution
from quintet.records.activities.service import ACTIVITIES, resolve_review

routes = record_router(ACTIVITIES)


@routes.post(
    "/{id}/resolve-review",
    operation_id="resolve_activity_review",
    response_model=read_model(ACTIVITY),
    responses=ERRORS,
)
async def resolve(request: Request, id: str, body: ReviewResolution) -> Response:
    """Say that an activity is right: as it is, or with another related record or participants. 409 when it needs no
    review (any more); what is wrong altogether is deleted instead."""

    def work(session: Session, actor: Actor) -> Reply:
        resolve_review(session, actor, id, body)
        return record_reply(session, actor, ACTIVITY, id)

    return await door_of(request).write(request, work)
