"""GPS Leaders: the settings of the workspace, by key."""

from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.dialects.bodies import CamelBody
from quintet.dialects.dialect import dialect_router
from quintet.dialects.gpsleaders.envelope import admin_only, data
from quintet.foundation.access import Actor, Role
from quintet.foundation.http import Reply, door_of
from quintet.identity.public import get_workspace, update_workspace
from quintet.kit.errors import Invalid

routes = dialect_router("/api/settings", "Taxonomy & Reference Data")
QUICKBOOKS = "qb_"
MOST_KEY = 100


class Setting(CamelBody):
    key: str
    value: Any = None


@routes.get("", operation_id="settings.get")
async def read(request: Request) -> Response:
    """All settings; the keys of QuickBooks for administrators only."""

    def work(session: Session, actor: Actor) -> Reply:
        settings = get_workspace(session, actor).settings
        all_of_them = actor.role in (Role.owner, Role.admin)
        return data({key: value for key, value in settings.items() if all_of_them or not key.startswith(QUICKBOOKS)})

    return (await door_of(request).read(request, work)).response()


@routes.patch("", operation_id="settings.update")
async def update(request: Request, body: Setting) -> Response:
    """Null removes a setting."""
    if not body.key or len(body.key) > MOST_KEY:
        raise Invalid.one("key", "invalid", f"Give a key of at most {MOST_KEY} characters.")

    def work(session: Session, actor: Actor) -> Reply:
        admin_only(actor)
        update_workspace(session, actor, {"settings": {body.key: body.value}})
        return data({"key": body.key, "value": body.value})

    return await door_of(request).write(request, work)
