"""`/api/v1/segments`: besides the routes of every object, those of their members."""

from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.jobs import enqueue
from quintet.foundation.objects.openapi import ERRORS
from quintet.foundation.objects.router import record_router
from quintet.stewardship.acting import mandate_of
from quintet.stewardship.exports.reading import parameters_of
from quintet.stewardship.segments import keeping, members  # noqa: F401 - lists know segments
from quintet.stewardship.segments.jobs import fill_segment
from quintet.stewardship.segments.schemas import (
    JobStarted,
    MatchingBody,
    MemberPage,
    MembersBody,
    MembersChanged,
    SegmentCount,
)
from quintet.stewardship.segments.service import SEGMENTS

routes = record_router(SEGMENTS)


@routes.get("/{id}/members", operation_id="list_segment_members", response_model=MemberPage, responses=ERRORS)
async def list_(request: Request, id: str) -> Response:
    """The segment's records that you see. Takes what the list of their object takes: `q`, filters, `sort`, `limit`,
    `cursor`, `count`, `expand`."""

    def work(session: Session, actor: Actor) -> Reply:
        page = members.list_members(session, actor, id, request.query_params.multi_items())
        content: dict[str, Any] = {"data": page.data, "next_cursor": page.next_cursor}
        if page.total is not None:
            content["total"] = page.total
        return Reply.json(content)

    return (await door_of(request).read(request, work, heavy=True)).response()


@routes.get("/{id}/count", operation_id="count_segment_members", response_model=SegmentCount, responses=ERRORS)
async def count(request: Request, id: str) -> Response:
    """How many of the segment's records you see."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json({"count": members.count_members(session, actor, id)})

    return (await door_of(request).read(request, work, heavy=True)).response()


@routes.post("/{id}/members", operation_id="add_segment_members", response_model=MembersChanged, responses=ERRORS)
async def add(request: Request, id: str, body: MembersBody) -> Response:
    """Put records on the segment's list."""
    return await door_of(request).write(request, lambda s, a: Reply.json(members.add_members(s, a, id, body.ids)))


@routes.post(
    "/{id}/members/remove", operation_id="remove_segment_members", response_model=MembersChanged, responses=ERRORS
)
async def remove(request: Request, id: str, body: MembersBody) -> Response:
    """Take records from the segment's list."""
    return await door_of(request).write(request, lambda s, a: Reply.json(members.remove_members(s, a, id, body.ids)))


@routes.post(
    "/{id}/members/matching",
    status_code=202,
    operation_id="change_matching_segment_members",
    response_model=JobStarted,
    responses=ERRORS,
)
async def matching(request: Request, id: str, body: MatchingBody) -> Response:
    """Put all records that match on the segment's list, or take them from it, in the background."""

    def work(session: Session, actor: Actor) -> Reply:
        segment = members.list_to_fill(session, actor, id)
        members.matching(session, actor, segment, parameters_of(body.filters))
        call = fill_segment(actor.workspace_id, mandate_of(actor), segment.id, body.action, body.filters)
        job_id = enqueue(session, call, workspace_id=actor.workspace_id, requested_by=actor.user_id)
        return Reply.json({"job_id": job_id}, 202, {"Location": f"/api/v1/jobs/{job_id}"})

    return await door_of(request).write(request, work)
