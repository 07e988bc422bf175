"""GPS Leaders: Auth and Health. The session travels as a bearer token or in the cookie `token`, for seven days."""

from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from quintet import __version__
from quintet.dialects.bodies import CamelBody, build
from quintet.dialects.dialect import dialect_router
from quintet.dialects.gpsleaders.users import shown_user
from quintet.dialects.shapes import moment
from quintet.foundation.http import Reply, door_of
from quintet.identity.public import AuthSettings, SignUp, auth_settings_of, device_of, log_in, set_cookie, sign_up
from quintet.kit.errors import Conflict, Forbidden
from quintet.kit.values import EmailAddress

COOKIE = "token"
DAYS = 7
routes = dialect_router("/api/auth", "Auth")
health = dialect_router("/api/health", "Health")


class Login(CamelBody):
    email: EmailAddress
    password: str


class FirstUser(CamelBody):
    email: str
    password: str
    first_name: str
    last_name: str = ""


@routes.post("", operation_id="auth.login")
async def login(request: Request, body: Login) -> Response:
    door = door_of(request)
    door.refuse_cross_site(request)
    started, seen = await log_in(door.db, _settings(request), body.email, body.password, device_of(request))
    return _signed_in(request, started, seen)


@routes.put("", operation_id="auth.setup")
async def set_up(request: Request, body: FirstUser) -> Response:
    """The first user of a fresh installation, who owns its workspace."""
    door = door_of(request)
    door.refuse_cross_site(request)
    name = f"{body.first_name} {body.last_name}".strip()
    values = {"email": body.email, "password": body.password, "name": name, "workspace_name": f"{name}'s workspace"}
    account = build(SignUp, values, {"name": "firstName"})
    try:
        started, seen = await sign_up(
            door.db, _settings(request), request.app.state.sign_ups, account, device_of(request), first=True
        )
    except Conflict:
        raise Forbidden("SETUP_ALREADY_COMPLETED", code="setup_completed") from None
    return _signed_in(request, started, seen, 201)


@health.get("", operation_id="health.get")
async def alive() -> Response:
    now = moment(datetime.now(UTC))
    return Reply.json({"status": "ok", "service": "quintet", "version": __version__, "timestamp": now}).response()


def _settings(request: Request) -> AuthSettings:
    return auth_settings_of(request).model_copy(update={"session_days": DAYS})


def _signed_in(request: Request, started: Any, seen: Any, status: int = 200) -> Response:
    role = seen.workspace.role if seen.workspace else "member"
    content = {"token": started.token, "user": shown_user(seen.user, role)}
    return Reply.json(content, status, set_cookie(request, started, COOKIE)).response()
