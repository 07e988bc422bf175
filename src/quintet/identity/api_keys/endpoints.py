"""`/api/v1/api-keys`."""

from typing import Annotated

from fastapi import Path, Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor, require
from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.objects.openapi import ERRORS
from quintet.identity.api_keys import service
from quintet.identity.api_keys.schemas import (
    ApiKeyCreate,
    ApiKeyCreated,
    ApiKeyPage,
    ApiKeyRead,
    ApiKeyUpdate,
    ScopeList,
)
from quintet.identity.sessions.replay import ShownOnce, write_shown_once
from quintet.kit.errors import Invalid
from quintet.kit.ids import is_id

routes = router("/api-keys", "Identity")
KeyId = Annotated[str, Path(max_length=36)]


@routes.get("", response_model=ApiKeyPage, responses=ERRORS)
async def list_api_keys(
    request: Request,
    active: bool | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=36)] = None,
) -> Response:
    """One's own keys, newest first; for admins all of the workspace."""
    if cursor is not None and not is_id(cursor):
        raise Invalid.one("cursor", "invalid", "Not a cursor of this list.")

    def work(session: Session, actor: Actor) -> Reply:
        found = service.list_keys(session, actor, active=active, limit=limit + 1, before=cursor)
        page = [ApiKeyRead.of(key) for key in found[:limit]]
        return Reply.json({"data": page, "next_cursor": page[-1].id if len(found) > limit else None})

    return (await door_of(request).read(request, work)).response()


@routes.get("/scopes", response_model=ScopeList, responses=ERRORS)
async def list_scopes(request: Request) -> Response:
    """The scopes that a key can be given."""

    def work(_: Session, actor: Actor) -> Reply:
        require(actor, service.USE)
        return Reply.json({"data": service.known_scopes()})

    return (await door_of(request).read(request, work)).response()


@routes.post("", status_code=201, response_model=ApiKeyCreated, responses=ERRORS)
async def create_api_key(request: Request, body: ApiKeyCreate) -> Response:
    """Make a key. Its text is in this answer and nowhere else."""

    def work(session: Session, actor: Actor) -> ShownOnce:
        found, text = service.create_key(session, actor, name=body.name, scopes=body.scopes, expires_at=body.expires_at)
        seen = dict(ApiKeyRead.of(found))
        headers = {"Location": f"/api/v1/api-keys/{found.key.id}", "Cache-Control": "no-store"}
        return ShownOnce(
            Reply.json(ApiKeyCreated(**seen, key=text), 201, headers),
            Reply.json(ApiKeyCreated(**seen, key=None), 201, headers),
        )

    return await write_shown_once(request, work)


@routes.get("/{key_id}", response_model=ApiKeyRead, responses=ERRORS)
async def read_api_key(request: Request, key_id: KeyId) -> Response:
    """One key, without its text."""
    found = await door_of(request).read(request, lambda s, a: ApiKeyRead.of(service.get_key(s, a, key_id)))
    return Reply.json(found).response()


@routes.patch("/{key_id}", response_model=ApiKeyRead, responses=ERRORS)
async def update_api_key(request: Request, key_id: KeyId, body: ApiKeyUpdate) -> Response:
    """Change a key's name, scopes or expiry."""

    def work(session: Session, actor: Actor) -> Reply:
        found = service.update_key(session, actor, key_id, body.model_dump(exclude_unset=True))
        return Reply.json(ApiKeyRead.of(found))

    return await door_of(request).write(request, work)


@routes.delete("/{key_id}", status_code=204, responses=ERRORS)
async def revoke_api_key(request: Request, key_id: KeyId) -> Response:
    """End a key at once and for good."""

    def work(session: Session, actor: Actor) -> Reply:
        service.revoke_key(session, actor, key_id)
        return Reply.empty()

    return await door_of(request).write(request, work)
