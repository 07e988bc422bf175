"""`/api/v1/workspace`: the one at work in. `/api/v1/workspaces`: making another."""

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.objects.openapi import ERRORS
from quintet.identity.sessions.authenticate import identify
from quintet.identity.settings import auth_settings_of
from quintet.identity.users.models import User
from quintet.identity.workspaces import service
from quintet.identity.workspaces.schemas import WorkspaceCreate, WorkspaceDelete, WorkspaceRead, WorkspaceUpdate

routes = router("/workspace", "Identity")
list_routes = router("/workspaces", "Identity")


@routes.get("", response_model=WorkspaceRead, responses=ERRORS)
async def read_workspace(request: Request) -> Response:
    """The workspace one is at work in."""
    found = await door_of(request).read(request, lambda s, a: WorkspaceRead.of(service.get_workspace(s, a)))
    return Reply.json(found).response()


@routes.patch("", response_model=WorkspaceRead, responses=ERRORS)
async def update_workspace(request: Request, body: WorkspaceUpdate) -> Response:
    """Change the workspace's profile and settings."""

    def work(session: Session, actor: Actor) -> Reply:
        workspace = service.update_workspace(session, actor, body.model_dump(exclude_unset=True, mode="json"))
        return Reply.json(WorkspaceRead.of(workspace))

    return await door_of(request).write(request, work)


@routes.delete("", status_code=204, responses=ERRORS)
async def delete_workspace(request: Request, body: WorkspaceDelete) -> Response:
    """Close the workspace for everybody in it. Its name is the confirmation."""

    def work(session: Session, actor: Actor) -> Reply:
        service.delete_workspace(session, actor, body.name)
        return Reply.empty()

    return await door_of(request).write(request, work)


@list_routes.post("", status_code=201, response_model=WorkspaceRead, responses=ERRORS)
async def create_workspace(request: Request, body: WorkspaceCreate) -> Response:
    """Found another workspace. The session stays where it is: switch to it to work there."""
    door, is_open = door_of(request), auth_settings_of(request).open_sign_up
    credentials = door.credentials(request)

    def make(session: Session, user_id: str, session_id: str | None) -> Reply:
        service.check_may_found(session, user_id, by_key=session_id is None, open_to_all=is_open)
        user = session.get_one(User, user_id)
        place = service.create_workspace(session, user, body.model_dump(mode="json"))
        return Reply.json(WorkspaceRead.of(place.workspace), 201)

    found = await door.db.read(lambda session: identify(session, credentials))
    if found.actor is not None:
        return await door.write(request, lambda session, actor: make(session, actor.user_id or "", actor.session_id))
    # Whoever is in no workspace has no door to go through.
    return (await door.db.write(lambda session: make(session, found.user_id, found.session_id))).response()
