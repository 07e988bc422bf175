"""`/api/v1/inbound`, where providers send their webhooks, and `/api/v1/inbound-events`, where people look at them."""

from typing import Annotated

from fastapi import Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.inbound import service
from quintet.foundation.inbound.models import InboundStatus
from quintet.foundation.inbound.ports import InboundProviders, InboundRequest
from quintet.foundation.inbound.schemas import InboundEventDetail, InboundEventPage, InboundEventRead, Received
from quintet.foundation.jobs import Services
from quintet.foundation.objects.openapi import ERRORS
from quintet.foundation.settings import Settings
from quintet.kit.values import RecordId

webhooks = router("/inbound", "Inbound webhooks")
routes = router("/inbound-events", "Inbound webhooks")


async def take_call(request: Request, provider_name: str, key: str = "") -> Response:
    """Take a provider's call in, whatever address it came to. Unauthenticated without its signature."""
    services: Services = request.app.state.house.services
    provider = services.get(InboundProviders).named(provider_name)
    call = await _call(request, key)
    db = door_of(request).db
    # Forged calls end here: they never reach the one write lane.
    verified = await db.read(lambda session: provider.verify(session, call))
    if verified.external_id is not None:
        await db.write(lambda session: service.take_in(session, provider, call, verified))
    return (verified.reply or Reply.json({"received": True})).response()


async def _call(request: Request, key: str) -> InboundRequest:
    settings: Settings = request.app.state.settings
    query = f"?{request.url.query}" if request.url.query else ""
    return InboundRequest(
        method=request.method,
        # Behind a proxy the request's own address is not the one that the provider signed.
        url=f"{settings.public_url.rstrip('/')}{request.url.path}{query}",
        key=key,
        body=await request.body(),
        headers=dict(request.headers),
        query=dict(request.query_params),
    )


@webhooks.post("/{provider}", operation_id="receive_webhook", response_model=Received, responses=ERRORS)
async def take(request: Request, provider: str) -> Response:
    """Where a provider sends its events. Needs its signature."""
    return await take_call(request, provider)


@webhooks.post("/{provider}/{key}", operation_id="receive_workspace_webhook", response_model=Received, responses=ERRORS)
async def take_for_workspace(request: Request, provider: str, key: str) -> Response:
    """Where a provider sends the events of one workspace's connection. Needs its signature."""
    return await take_call(request, provider, key)


@webhooks.get("/{provider}/{key}", operation_id="answer_webhook_handshake", response_model=Received, responses=ERRORS)
async def shake_hands(request: Request, provider: str, key: str) -> Response:
    """Where a provider asks whether its events are wanted here."""
    return await take_call(request, provider, key)


@routes.get("", operation_id="list_inbound_events", response_model=InboundEventPage, responses=ERRORS)
async def list_(
    request: Request,
    provider: Annotated[str | None, Query(max_length=60)] = None,
    status: InboundStatus | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: RecordId | None = None,
) -> Response:
    """What providers sent to the workspace, newest first."""

    def work(session: Session, actor: Actor) -> list[InboundEventRead]:
        events = service.list_events(session, actor, provider=provider, status=status, limit=limit + 1, before=cursor)
        return [InboundEventRead.of(event) for event in events]

    found = await door_of(request).read(request, work)
    page = found[:limit]
    return Reply.json({"data": page, "next_cursor": page[-1].id if len(found) > limit else None}).response()


@routes.get("/{id}", operation_id="get_inbound_event", response_model=InboundEventDetail, responses=ERRORS)
async def read(request: Request, id: str) -> Response:
    """One event with what was sent."""
    event = await door_of(request).read(request, lambda s, a: InboundEventDetail.of(service.get_event(s, a, id)))
    return Reply.json(event).response()


@routes.post(
    "/{id}/replay",
    status_code=202,
    operation_id="replay_inbound_event",
    response_model=InboundEventRead,
    responses=ERRORS,
)
async def replay(request: Request, id: str) -> Response:
    """Handle an event once more."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json(InboundEventRead.of(service.replay_event(session, actor, id)), 202)

    return await door_of(request).write(request, work)
