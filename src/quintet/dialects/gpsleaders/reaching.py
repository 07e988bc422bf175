"""GPS Leaders: how users reach people: their mailboxes and the telephones of their text messages."""

from typing import Annotated, Any

from fastapi import Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.dialects.bodies import CamelBody, build, in_their_names
from quintet.dialects.dialect import dialect_router
from quintet.dialects.gpsleaders.envelope import admin_only, data
from quintet.dialects.mailboxes import send_to, take_back
from quintet.dialects.shapes import moment
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.jobs import Services
from quintet.identity.public import member_of_user
from quintet.kit.crypto import Keyring
from quintet.kit.errors import Conflict
from quintet.kit.values import RecordId
from quintet.messaging.public import (
    SmsGateway,
    SmsGatewayUpdate,
    SmsSender,
    account_of,
    assign_to_user,
    find_gateway,
    get_gateway,
    keep_gateway,
    list_accounts,
    remove_gateway,
)

google = dialect_router("/api/auth/google", "Auth")
users = dialect_router("/api/users", "Users")
accounts = dialect_router("/api/email-accounts", "Email")
STATE = "google_oauth_state"
_BACK = "/gpsleaders/api/auth/google/callback"
_NAMES = {"url": "gatewayUrl", "from_number": "fromNumber", "active": "isActive"}
Word = Annotated[str | None, Query(max_length=2_000)]


class Assignment(CamelBody):
    email_account_id: RecordId | None


class NewGateway(CamelBody):
    label: str
    gateway_url: str
    username: str
    password: str
    from_number: str
    is_active: bool | None = None


class GatewayChange(CamelBody):
    label: str | None = None
    gateway_url: str | None = None
    username: str | None = None
    password: str | None = None
    from_number: str | None = None
    is_active: bool | None = None


@google.get("/start", operation_id="auth.google.start")
async def start(request: Request) -> Response:
    """To Google, where the user lets us into their mailbox."""
    return await send_to(request, "google", back=_BACK, cookie=STATE)


@google.get("/callback", operation_id="auth.google.callback")
async def callback(request: Request, state: Word = None, code: Word = None, error: Word = None) -> Response:
    """Where Google sends the browser back to."""
    return await take_back(request, "google", cookie=STATE, code=code, state=state, error=error)


@accounts.get("", operation_id="emailAccounts.list")
async def list_(request: Request) -> Response:
    def work(session: Session, actor: Actor) -> Reply:
        admin_only(actor)
        return Reply.json({"accounts": [_account(each) for each in list_accounts(session, actor)]})

    return (await door_of(request).read(request, work)).response()


@users.patch("/{id}/email-account", operation_id="users.emailAccount.assign")
async def assign(request: Request, id: str, body: Assignment) -> Response:
    """In the place of the one they have; null takes it from them."""

    def work(session: Session, actor: Actor) -> Reply:
        admin_only(actor)
        member_of_user(session, actor, id)
        with in_their_names({"user_id": "id"}):
            assign_to_user(session, actor, id, body.email_account_id)
        session.flush()
        account = account_of(session, id)
        return data({"id": id, "emailAccount": _account(account) if account is not None else None})

    return await door_of(request).write(request, work)


@users.get("/{id}/sms-gateway", operation_id="users.smsGateway.get")
async def read(request: Request, id: str) -> Response:
    """Null while there is none."""

    def work(session: Session, actor: Actor) -> Reply:
        admin_only(actor)
        member_of_user(session, actor, id)
        gateway = find_gateway(session, id)
        return data(_gateway(gateway) if gateway is not None else None)

    return (await door_of(request).read(request, work)).response()


@users.post("/{id}/sms-gateway", operation_id="users.smsGateway.create")
async def create(request: Request, id: str, body: NewGateway) -> Response:
    """409 when they have one."""

    def work(session: Session, actor: Actor) -> Reply:
        admin_only(actor)
        member_of_user(session, actor, id)
        if find_gateway(session, id) is not None:
            raise Conflict("This user has an SMS gateway.", code="sms_gateway_exists")
        return data(_gateway(_keep(request, session, actor, id, body)), 201)

    return await door_of(request).write(request, work)


@users.patch("/{id}/sms-gateway", operation_id="users.smsGateway.update")
async def change(request: Request, id: str, body: GatewayChange) -> Response:
    def work(session: Session, actor: Actor) -> Reply:
        admin_only(actor)
        get_gateway(session, actor, id)
        return data(_gateway(_keep(request, session, actor, id, body)))

    return await door_of(request).write(request, work)


@users.delete("/{id}/sms-gateway", operation_id="users.smsGateway.delete")
async def remove(request: Request, id: str) -> Response:
    def work(session: Session, actor: Actor) -> Reply:
        admin_only(actor)
        member_of_user(session, actor, id)
        return data({"deleted": remove_gateway(session, actor, id)})

    return await door_of(request).write(request, work)


def _keep(request: Request, session: Session, actor: Actor, id_: str, body: NewGateway | GatewayChange) -> SmsGateway:
    services: Services = request.app.state.house.services
    given = body.model_dump(exclude_unset=True)
    ours = {"gateway_url": "url", "is_active": "active"}
    update = build(SmsGatewayUpdate, {ours.get(name, name): value for name, value in given.items()}, _NAMES)
    sender = services.get(SmsSender)  # type: ignore[type-abstract]
    with in_their_names(_NAMES):
        return keep_gateway(session, actor, sender, services.get(Keyring), id_, update)


def _gateway(gateway: SmsGateway) -> dict[str, Any]:
    return {
        "id": gateway.id,
        "userId": gateway.user_id,
        "label": gateway.label,
        "gatewayUrl": gateway.url,
        "username": gateway.username,
        "fromNumber": gateway.from_number,
        "isActive": gateway.active,
        "createdAt": moment(gateway.created_at),
        "updatedAt": moment(gateway.updated_at),
    }


def _account(account: Any) -> dict[str, Any]:
    return {
        "id": account.id,
        "emailAddress": account.address,
        "displayName": account.name,
        "userId": account.user_id,
    }
