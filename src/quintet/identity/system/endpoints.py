"""`/api/v1/system`: about the installation. `/api/v1/roles`: who may do what."""

from dataclasses import asdict
from typing import Any

from pydantic import BaseModel
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor, Role
from quintet.foundation.access.rights import declared
from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.objects.openapi import ERRORS
from quintet.identity.system import service

routes = router("/system", "Identity")
role_routes = router("/roles", "Identity")


class SystemRead(BaseModel):
    """`counts`: live records of the workspace by plural name. `dead_deliveries`: at most 200 are counted."""

    version: str
    python: str
    database: str
    sandbox: bool
    time: str
    counts: dict[str, int]
    dead_deliveries: int


class RoleRead(BaseModel):
    """A role with its rights; the higher the rank, the more."""

    name: Role
    rank: int
    rights: list[str]


class RoleList(BaseModel):
    data: list[RoleRead]


@routes.get("", response_model=SystemRead, responses=ERRORS)
async def read_system(request: Request) -> Response:
    """Version, database and counts, for administrators."""
    sandbox = request.app.state.settings.sandbox

    def work(session: Session, actor: Actor) -> dict[str, Any]:
        return asdict(service.system_state(session, actor, sandbox=sandbox))

    return Reply.json(await door_of(request).read(request, work, heavy=True)).response()


@role_routes.get("", response_model=RoleList, responses=ERRORS)
async def list_roles(request: Request) -> Response:
    """The roles from the highest down, with the rights of each."""
    await door_of(request).read(request, lambda _, actor: actor)
    rights = declared()
    roles = [
        RoleRead(name=role, rank=role.rank, rights=[right for right, least in rights.items() if role.includes(least)])
        for role in Role
    ]
    return Reply.json({"data": roles}).response()
