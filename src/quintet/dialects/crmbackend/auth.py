"""CRM Backend: Auth. Accounts are made by invitation only."""

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.dialects.bodies import CamelBody
from quintet.dialects.crmbackend.envelope import ROLES, role_word, success
from quintet.dialects.crmbackend.pictures import pictures_of
from quintet.dialects.crmbackend.users import shown_user
from quintet.dialects.dialect import dialect_router
from quintet.dialects.shapes import moment
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.identity.public import (
    SignedIn,
    Started,
    accept_invitation,
    auth_settings_of,
    device_of,
    invite,
    log_in,
)
from quintet.kit.errors import Invalid
from quintet.kit.values import EmailAddress

routes = dialect_router("/auth", "Auth")


class Login(CamelBody):
    email: EmailAddress
    password: str


class Inviting(CamelBody):
    email: EmailAddress
    role: str


class Accepting(CamelBody):
    token: str
    name: str
    password: str


@routes.post("/login", operation_id="auth.login")
async def login(request: Request, body: Login) -> Response:
    started, seen = await log_in(
        door_of(request).db, auth_settings_of(request), body.email, body.password, device_of(request)
    )
    return _signed_in(request, started, seen)


@routes.post("/invite", operation_id="auth.invite")
async def invite_(request: Request, body: Inviting) -> Response:
    """Mails a link that is good for seven days and works once."""

    def work(session: Session, actor: Actor) -> Reply:
        role = ROLES.get(body.role)
        if role is None or body.role == "owner":
            raise Invalid.one("role", "invalid", "Must be manager or staff.")
        made = invite(session, actor, email=body.email, role=role).invitation
        content = {
            "id": made.id,
            "email": made.email,
            "role": role_word(made.role),
            "status": "pending",
            "expiresAt": moment(made.expires_at),
        }
        return success({"invitation": content}, 201)

    return await door_of(request).write(request, work)


@routes.post("/accept-invitation", operation_id="auth.accept_invitation")
async def accept(request: Request, body: Accepting) -> Response:
    """The account is made with the role of the invitation, and is signed in."""
    started, seen = await accept_invitation(
        door_of(request).db,
        auth_settings_of(request),
        body.token,
        device_of(request),
        credentials=None,
        name=body.name,
        password=body.password,
    )
    return _signed_in(request, started, seen)


def _signed_in(request: Request, started: Started, seen: SignedIn) -> Response:
    role = seen.workspace.role if seen.workspace else "member"
    user = shown_user(seen.user, role, pictures_of(request))
    return Reply.json({"accessToken": started.token, "user": user}).response()
