"""Soshogle: Authentication. The session travels in the cookie of NextAuth, with which the reference was built."""

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from quintet.dialects.bodies import CamelBody, build
from quintet.dialects.dialect import dialect_router
from quintet.dialects.shapes import moment
from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.bodies import parse_json
from quintet.identity.public import (
    SignUp,
    auth_settings_of,
    device_of,
    identify,
    log_in,
    me,
    session_expiry,
    set_cookie,
    sign_up,
)
from quintet.kit.errors import BadRequest, Conflict, Unauthenticated

COOKIE = "next-auth.session-token"
routes = dialect_router("/api", "Authentication")


class NewAccount(CamelBody):
    name: str
    email: str
    password: str
    business_name: str | None = None
    industry: str | None = None


class SignIn(CamelBody):
    email: str
    password: str


@routes.post("/signup", operation_id="auth.signup")
async def signup(request: Request, body: NewAccount) -> Response:
    """An account with a workspace named after the business."""
    values = body.model_dump(include={"name", "email", "password", "industry"})
    data = build(
        SignUp, {**values, "workspace_name": body.business_name or body.name}, {"workspace_name": "businessName"}
    )
    door, state = door_of(request), request.app.state
    try:
        started, _ = await sign_up(door.db, auth_settings_of(request), state.sign_ups, data, device_of(request))
    except Conflict as conflict:
        raise BadRequest("Email already exists", code=conflict.code) from None
    content = {"success": True, "userId": started.user_id, "message": "Account created successfully"}
    return Reply.json(content).response()


@routes.post("/auth/signin", operation_id="auth.signin")
async def signin(request: Request) -> Response:
    """Signs in by JSON or by form, sets the session's cookie and sends the browser to the dashboard."""
    door = door_of(request)
    door.refuse_cross_site(request)
    sent = await _sent(request)
    started, _ = await log_in(
        door.db, auth_settings_of(request), sent.email.casefold(), sent.password, device_of(request)
    )
    return RedirectResponse("/dashboard", 302, headers=set_cookie(request, started, COOKIE))


@routes.get("/auth/session", operation_id="auth.session")
async def session(request: Request) -> Response:
    """Who is signed in; an empty object when nobody is."""
    door = door_of(request)

    def work(db: Session) -> Reply:
        found = identify(db, door.credentials(request))
        seen = me(db, found)
        expires = session_expiry(db, found.session_id) if found.session_id else None
        user = {"id": seen.user.id, "email": seen.user.email, "name": seen.user.name, "role": role_of(seen.workspace)}
        return Reply.json({"user": user, "expires": moment(expires)})

    try:
        return (await door.db.read(work)).response()
    except Unauthenticated:
        return Reply.json({}).response()


def role_of(workspace: object) -> str:
    """The reference has users and admins; owners are admins."""
    return "ADMIN" if getattr(workspace, "role", "member") in ("owner", "admin") else "USER"


async def _sent(request: Request) -> SignIn:
    if "json" in request.headers.get("content-type", ""):
        try:
            content = parse_json(await request.body())
        except ValueError:
            raise BadRequest("The body is not valid JSON.", code="malformed_json") from None
    else:
        content = dict(await request.form())
    return build(SignIn, content if isinstance(content, dict) else {})
