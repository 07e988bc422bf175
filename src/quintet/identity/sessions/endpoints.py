"""`/api/v1/auth`: signing in and out, who am I, my sessions, my password. `/api/v1/setup`: the first user."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Path
from pydantic import BaseModel
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.db import as_workspace
from quintet.foundation.http import Credentials, Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.objects.openapi import ERRORS
from quintet.identity.sessions import login as signing_in
from quintet.identity.sessions import service
from quintet.identity.sessions.authenticate import Identified, identify
from quintet.identity.sessions.cookies import device_of, drop_cookie, signed_in_reply
from quintet.identity.sessions.me import me
from quintet.identity.sessions.schemas import (
    ChangePassword,
    Login,
    MeRead,
    Revoked,
    SessionList,
    SessionRead,
    SignedIn,
    SignUp,
    SwitchWorkspace,
)
from quintet.identity.settings import auth_settings_of
from quintet.identity.workspaces import founding
from quintet.kit.errors import Forbidden

routes = router("/auth", "Identity")
setup_routes = router("/setup", "Identity")
SessionId = Annotated[str, Path(max_length=36)]


class SetupRead(BaseModel):
    open: bool


@setup_routes.get("", response_model=SetupRead)
async def read_setup(request: Request) -> Response:
    """Whether this installation still waits for its first user."""
    is_open = await door_of(request).db.read(founding.setup_is_open)
    return Reply.json({"open": is_open}).response()


@setup_routes.post("", status_code=201, response_model=SignedIn, responses=ERRORS)
async def set_up(request: Request, body: SignUp) -> Response:
    """Claim a fresh installation: its first user, who owns its first workspace. Works once."""
    door = door_of(request)
    door.refuse_cross_site(request)
    return await _sign_up(request, body, first=True)


@routes.post("/sign-up", status_code=201, response_model=SignedIn, responses=ERRORS)
async def sign_up(request: Request, body: SignUp) -> Response:
    """Make an account and a workspace of one's own, and be signed in."""
    door_of(request).refuse_cross_site(request)
    return await _sign_up(request, body)


async def _sign_up(request: Request, body: SignUp, *, first: bool = False) -> Response:
    db, settings, limiter = door_of(request).db, auth_settings_of(request), request.app.state.sign_ups
    started, content = await signing_in.sign_up(db, settings, limiter, body, device_of(request), first=first)
    return signed_in_reply(request, started, content, 201).response()


@routes.post("/login", response_model=SignedIn, responses=ERRORS)
async def login(request: Request, body: Login) -> Response:
    """Sign in by e-mail address and password."""
    door = door_of(request)
    door.refuse_cross_site(request)
    started, content = await signing_in.log_in(
        door.db, auth_settings_of(request), body.email, body.password, device_of(request)
    )
    return signed_in_reply(request, started, content).response()


@routes.post("/logout", status_code=204, responses=ERRORS)
async def logout(request: Request) -> Response:
    """End this session."""
    credentials = door_of(request).credentials(request)

    def work(session: Session) -> Reply:
        found = _person(session, credentials)
        service.revoke_session(session, found.user_id, found.session_id or "")
        return Reply(204, headers=drop_cookie(request))

    return (await door_of(request).db.write(work)).response()


@routes.get("/me", response_model=MeRead, responses=ERRORS)
async def read_me(request: Request) -> Response:
    """Who is signed in, the workspaces they are in, and their rights in the active one."""
    credentials = door_of(request).credentials(request)
    found = await door_of(request).db.read(lambda session: me(session, identify(session, credentials)))
    return Reply.json(found, headers={"Cache-Control": "no-store"}).response()


@routes.post("/switch-workspace", response_model=MeRead, responses=ERRORS)
async def switch_workspace(request: Request, body: SwitchWorkspace) -> Response:
    """Put this session to work in another of the user's workspaces."""
    credentials = door_of(request).credentials(request)

    def work(session: Session) -> Reply:
        found = _person(session, credentials)
        service.switch_workspace(session, found.user_id, found.session_id, body.workspace_id)
        return Reply.json(me(session, identify(session, credentials)))

    return (await door_of(request).db.write(work)).response()


@routes.get("/sessions", response_model=SessionList, responses=ERRORS)
async def list_sessions(request: Request) -> Response:
    """Where the user is signed in."""
    credentials = door_of(request).credentials(request)

    def work(session: Session) -> list[SessionRead]:
        found = _person(session, credentials)
        return [SessionRead.of(row, found.session_id) for row in service.list_sessions(session, found.user_id)]

    return Reply.json({"data": await door_of(request).db.read(work)}).response()


@routes.delete("/sessions", response_model=Revoked, responses=ERRORS)
async def revoke_other_sessions(request: Request) -> Response:
    """Sign out everywhere else."""

    def work(session: Session, found: Identified) -> dict[str, Any]:
        ended = service.revoke_sessions(session, found.user_id, but=found.session_id)
        return _revoked(session, found, ended)

    return await _as_person(request, work)


@routes.delete("/sessions/{session_id}", response_model=Revoked, responses=ERRORS)
async def revoke_session(request: Request, session_id: SessionId) -> Response:
    """End one session of the user, at once."""

    def work(session: Session, found: Identified) -> dict[str, Any]:
        service.revoke_session(session, found.user_id, session_id)
        return _revoked(session, found, 1)

    return await _as_person(request, work)


@routes.post("/change-password", response_model=Revoked, responses=ERRORS)
async def change_password(request: Request, body: ChangePassword) -> Response:
    """Replace the password by another; all other sessions end."""
    door = door_of(request)
    ended = await signing_in.change_password(
        door.db, auth_settings_of(request), door.credentials(request), body.current_password, body.new_password
    )
    return Reply.json({"revoked": ended}).response()


def _person(session: Session, credentials: Credentials) -> Identified:
    """Whoever is signed in; Forbidden for API keys, which are no sign-in."""
    found = identify(session, credentials)
    if found.session_id is None:
        raise Forbidden("This is for people who are signed in, not for API keys.", code="needs_session")
    return found


async def _as_person(request: Request, work: Callable[[Session, Identified], dict[str, Any]]) -> Response:
    credentials = door_of(request).credentials(request)

    def whole(session: Session) -> Reply:
        return Reply.json(work(session, _person(session, credentials)))

    return (await door_of(request).db.write(whole)).response()


def _revoked(session: Session, found: Identified, count: int) -> dict[str, Any]:
    if found.actor is not None:
        with as_workspace(session, found.actor.workspace_id):
            service.log_revoked(session, found.actor, count)
    return {"revoked": count}
