"""Clianta: Authentication."""

from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from quintet.dialects.bodies import CamelBody, build
from quintet.dialects.clianta.envelope import data
from quintet.dialects.dialect import dialect_router
from quintet.foundation.http import Reply, door_of
from quintet.identity.public import (
    SignedIn,
    SignUp,
    Started,
    ask_for_reset,
    auth_settings_of,
    device_of,
    identify,
    log_in,
    me,
    revoke_session,
    set_forgotten_password,
    sign_up,
    verify_email,
)
from quintet.kit.errors import Forbidden
from quintet.kit.values import EmailAddress

routes = dialect_router("/api/auth", "Authentication")
GOOGLE = "/api/v1/auth/oauth/google"


class NewAccount(CamelBody):
    name: str
    email: str
    password: str
    workspace_name: str | None = None


class Login(CamelBody):
    email: EmailAddress
    password: str


class Token(CamelBody):
    token: str


class Forgotten(CamelBody):
    email: EmailAddress


class NewPassword(CamelBody):
    token: str
    password: str


@routes.post("/register", operation_id="auth.register")
async def register(request: Request, body: NewAccount) -> Response:
    """An account with a workspace, named after the person unless said; signed in at once."""
    values = {**body.given(), "workspace_name": body.workspace_name or body.name}
    account = build(SignUp, values, {"workspace_name": "workspaceName"})
    settings, limiter = auth_settings_of(request), request.app.state.sign_ups
    started, seen = await sign_up(door_of(request).db, settings, limiter, account, device_of(request))
    return _signed_in(started, seen, 201)


@routes.post("/login", operation_id="auth.login")
async def login(request: Request, body: Login) -> Response:
    started, seen = await log_in(
        door_of(request).db, auth_settings_of(request), body.email, body.password, device_of(request)
    )
    return _signed_in(started, seen)


@routes.post("/logout", operation_id="auth.logout")
async def logout(request: Request) -> Response:
    credentials = door_of(request).credentials(request)

    def work(session: Session) -> Reply:
        found = identify(session, credentials)
        if found.session_id is None:
            raise Forbidden("An API key has no session to end.", code="needs_session")
        revoke_session(session, found.user_id, found.session_id)
        return data({"loggedOut": True})

    return (await door_of(request).db.write(work)).response()


@routes.get("/me", operation_id="auth.me")
async def read_me(request: Request) -> Response:
    credentials = door_of(request).credentials(request)

    def work(session: Session) -> Reply:
        seen = me(session, identify(session, credentials))
        return data({"user": _user(seen), "workspaces": _workspaces(seen)})

    return (await door_of(request).db.read(work)).response()


@routes.post("/google", operation_id="auth.google")
async def google(request: Request) -> Response:
    """Where the browser goes to sign in with Google; it comes back signed in."""
    return data({"url": f"{GOOGLE}/start"}).response()


@routes.get("/google/callback", operation_id="auth.google_callback")
async def google_callback(request: Request) -> Response:
    """Google's answer goes to where sign-ins end."""
    return RedirectResponse(f"{GOOGLE}/callback?{request.url.query}", 302)


@routes.post("/verify-email", operation_id="auth.verify_email")
async def verify(request: Request, body: Token) -> Response:
    await door_of(request).db.write(lambda session: verify_email(session, body.token))
    return data({"verified": True}).response()


@routes.post("/forgot-password", operation_id="auth.forgot_password")
async def forgot(request: Request, body: Forgotten) -> Response:
    """The answer does not tell whether there is such an account."""
    await ask_for_reset(door_of(request).db, request.app.state.recoveries, body.email, device_of(request))
    return data({"sent": True}).response()


@routes.post("/reset-password", operation_id="auth.reset_password")
async def reset(request: Request, body: NewPassword) -> Response:
    """All sessions of the user end."""
    await set_forgotten_password(door_of(request).db, body.token, body.password, device_of(request))
    return data({"reset": True}).response()


def _signed_in(started: Started, seen: SignedIn, status: int = 200) -> Response:
    content = {"token": started.token, "user": _user(seen), "workspaces": _workspaces(seen)}
    return data(content, status).response()


def _user(seen: Any) -> dict[str, Any]:
    user = seen.user
    return {
        "id": user.id,
        "name": user.name,
        "email": user.email,
        "emailVerified": user.email_verified,
        "role": seen.workspace.role if seen.workspace else None,
        "workspaceId": seen.workspace.id if seen.workspace else None,
    }


def _workspaces(seen: Any) -> list[dict[str, Any]]:
    return [{"id": each.id, "name": each.name, "role": each.role} for each in seen.workspaces]
