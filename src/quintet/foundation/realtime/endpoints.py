"""`/api/v1/events` and `/api/v1/timeline`."""

import re
from datetime import UTC, datetime
from typing import Annotated

from fastapi import FastAPI, Header, Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor, require
from quintet.foundation.events import Ref
from quintet.foundation.events.feed import Position, end_of_log
from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.objects.openapi import ERRORS
from quintet.foundation.realtime import audit, feed
from quintet.foundation.realtime.feed import Batch, Wanted
from quintet.foundation.realtime.rights import STREAM
from quintet.foundation.realtime.schemas import (
    DeadDelivery,
    DeadDeliveryList,
    EventPage,
    Redrive,
    Redriven,
    TimelinePageRead,
)
from quintet.foundation.realtime.sse import EventStream
from quintet.foundation.realtime.streams import Streams
from quintet.foundation.realtime.timeline import timeline
from quintet.kit.errors import Invalid
from quintet.kit.ids import is_id

routes = router("/events", "Events")
timeline_routes = router("/timeline", "Events")

_TYPE = re.compile(r"[a-z][a-z0-9_]*\.([a-z][a-z0-9_]*|\*)\Z")
_OBJECT = re.compile(r"[a-z][a-z0-9_]*\Z")
_MOST_TYPES = 50

Types = Annotated[str, Query(max_length=2000, description="Comma-separated; `deal.won`, or `deal.*` for all of deals")]
Limit = Annotated[int, Query(ge=1, le=200)]
RecordParameter = Annotated[str | None, Query(max_length=120, description="`<object>:<id>`")]


def streams_of(app: FastAPI) -> Streams:
    """The open streams of an application."""
    state = app.state
    if not hasattr(state, "streams"):
        state.streams = Streams(state.door.db)
    streams: Streams = state.streams
    return streams


@routes.get(
    "/stream",
    operation_id="stream_events",
    responses={200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}, **ERRORS},
    response_class=Response,
)
async def stream_events(
    request: Request,
    types: Types = "",
    record: RecordParameter = None,
    after: Annotated[str | None, Query(max_length=60, description="An id of this stream to go on after")] = None,
    last_event_id: Annotated[str | None, Header(max_length=60)] = None,
) -> Response:
    """What happens to the records you see, as server-sent events (`text/event-stream`), as it happens.

    The id of each message is a cursor. A stream that breaks off goes on after it when the client sends it as
    `Last-Event-ID`, as browsers do by themselves, or in `after`; without either it begins now. A message `reset`
    says that the cursor is not of this log (a backup was restored): the stream begins now, read afresh what you show.
    When your session ends, a last message of type `end` says so.
    """
    wanted = Wanted(frozenset(_types(types)), _ref("record", record))
    given = _position("Last-Event-ID", last_event_id) or _position("after", after)
    door = door_of(request)
    credentials = door.credentials(request)

    def begin(session: Session, actor: Actor) -> tuple[Actor, Position]:
        require(actor, STREAM)
        return actor, end_of_log(session)

    actor, end = await door.read(request, begin)
    start = end if given is None or given.number > end.number else given

    async def read(position: Position) -> Batch:
        def work(session: Session) -> Batch:
            return feed.after(session, door.enter(session, credentials), position, wanted)

        return await door.db.read(work)

    streams = streams_of(request.app)
    return EventStream(streams, streams.enter(actor), start, read, reset=given not in (None, start))


@routes.get("", operation_id="list_events", response_model=EventPage, responses=ERRORS)
async def list_events(
    request: Request,
    type: Types = "",
    subject: RecordParameter = None,
    actor: Annotated[str | None, Query(max_length=36, description="Id of a user or API key")] = None,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: Limit = 50,
    cursor: Annotated[str | None, Query(max_length=60)] = None,
) -> Response:
    """Who did what in the workspace, newest first (for administrators)."""
    if actor is not None and not is_id(actor):
        raise Invalid.one("actor", "invalid", "Not an id.")
    query = audit.AuditQuery(_types(type, "type"), _ref("subject", subject), actor, _utc(since), _utc(until))
    before = _position("cursor", cursor)
    filtered = any((query.types, query.actor_id, query.since, query.until))

    def work(session: Session, who: Actor) -> Reply:
        page = audit.audit(session, who, query, before=before, limit=limit)
        return Reply.json({"data": [event.json() for event in page.events], "next_cursor": page.next_cursor})

    return (await door_of(request).read(request, work, heavy=filtered)).response()


@routes.get("/dead", operation_id="list_dead_deliveries", response_model=DeadDeliveryList, responses=ERRORS)
async def list_dead_deliveries(request: Request) -> Response:
    """Events that a part of the product failed to take too often, and why."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json({"data": [DeadDelivery.of(*each) for each in audit.dead_deliveries(session, actor)]})

    return (await door_of(request).read(request, work)).response()


@routes.post("/dead/redrive", operation_id="redrive_dead_deliveries", response_model=Redriven, responses=ERRORS)
async def redrive_dead_deliveries(request: Request, body: Redrive) -> Response:
    """Try dead deliveries again: those of one event, or all."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json({"count": audit.redrive(session, actor, body.event_id)})

    return await door_of(request).write(request, work)


@timeline_routes.get("/{object}/{id}", operation_id="get_timeline", response_model=TimelinePageRead, responses=ERRORS)
async def get_timeline(
    request: Request,
    object: str,
    id: str,
    types: Types = "",
    limit: Limit = 50,
    cursor: Annotated[str | None, Query(max_length=36)] = None,
) -> Response:
    """What happened to a record and to those that name it, newest first. `object` is a name or plural."""
    if cursor is not None and not is_id(cursor):
        raise Invalid.one("cursor", "invalid", "Not a cursor of this list.")
    wanted = _types(types)

    def work(session: Session, actor: Actor) -> Reply:
        page = timeline(session, actor, Ref(object, id), types=wanted, before=cursor, limit=limit)
        return Reply.json({"data": page.entries, "titles": page.titles, "next_cursor": page.next_cursor})

    return (await door_of(request).read(request, work)).response()


def _types(text: str, field: str = "types") -> list[str]:
    found = [type_ for part in text.split(",") if (type_ := part.strip())]
    if len(found) > _MOST_TYPES or not all(_TYPE.match(type_) for type_ in found):
        raise Invalid.one(field, "invalid", f"Up to {_MOST_TYPES} types such as deal.won or deal.*, with commas.")
    return found


def _ref(field: str, text: str | None) -> Ref | None:
    if text is None:
        return None
    type_, _, id_ = text.partition(":")
    if not _OBJECT.match(type_) or not is_id(id_):
        raise Invalid.one(field, "invalid", "Not a record; write <object>:<id>.")
    return Ref(type_, id_)


def _position(field: str, text: str | None) -> Position | None:
    if not text:
        return None
    position = Position.parse(text)
    if position is None:
        raise Invalid.one(field, "invalid", "Not an id of this stream.")
    return position


def _utc(moment: datetime | None) -> datetime | None:
    if moment is None:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
