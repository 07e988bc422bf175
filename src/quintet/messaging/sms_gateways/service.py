"""Which telephone a member's text messages go by. Administrators set it up."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from starlette.requests import Request

from quintet.foundation.access import Actor, Role, require
from quintet.foundation.access.rights import declare
from quintet.foundation.db import unless_taken
from quintet.foundation.events import Ref, emit
from quintet.foundation.http import door_of
from quintet.foundation.jobs import Services
from quintet.identity.public import active_user_ids
from quintet.kit.crypto import Keyring
from quintet.kit.errors import Conflict, FieldError, Invalid, NotFound
from quintet.kit.ids import is_id, new_id
from quintet.kit.values import fold_phone
from quintet.messaging.sms_gateways.facts import SmsGatewayKept, SmsGatewayRemoved
from quintet.messaging.sms_gateways.models import SmsGateway
from quintet.messaging.sms_gateways.ports import Gateway, SmsSender, TextMessage
from quintet.messaging.sms_gateways.schemas import SmsGatewayUpdate
from quintet.records.phones import region_of

READ = declare("sms_gateways.read", Role.admin)
UPDATE = declare("sms_gateways.update", Role.admin)
SUBJECT = "sms_gateway"
_SEALED = "sms gateway password"
_NEEDED = ("label", "url", "username", "password", "from_number")


def list_gateways(session: Session, actor: Actor) -> list[SmsGateway]:
    """All of the workspace, the oldest first."""
    require(actor, READ)
    return list(session.scalars(select(SmsGateway).order_by(SmsGateway.id)))


def get_gateway(session: Session, actor: Actor, user_id: str) -> SmsGateway:
    """A member's. NotFound when they have none."""
    require(actor, READ)
    found = find_gateway(session, user_id)
    if found is None:
        raise NotFound(SUBJECT)
    return found


def find_gateway(session: Session, user_id: str, *, lock: bool = False) -> SmsGateway | None:
    """A member's, if they have one."""
    wanted = select(SmsGateway).where(SmsGateway.user_id == user_id)
    return session.scalar(wanted.with_for_update() if lock else wanted) if is_id(user_id) else None


def keep_gateway(
    session: Session, actor: Actor, sender: SmsSender, keyring: Keyring, user_id: str, data: SmsGatewayUpdate
) -> SmsGateway:
    """Set a member's gateway up, or change it."""
    require(actor, UPDATE)
    if not active_user_ids(session, actor.workspace_id, [user_id]):
        raise NotFound("member")
    gateway = find_gateway(session, user_id, lock=True)
    given = {name: value for name, value in data.model_dump(exclude_unset=True).items() if value is not None}
    if gateway is None:
        missing = [FieldError(name, "required", "A new gateway needs this.") for name in _NEEDED if name not in given]
        if missing:
            raise Invalid(missing)
        gateway = SmsGateway(id=new_id(), workspace_id=actor.workspace_id, user_id=user_id, active=True)
    if "url" in given:
        sender.check(given["url"])
    if "from_number" in given:
        given["from_number"] = in_whole(session, given["from_number"], "from_number")
    if "password" in given:
        given["password"] = keyring.box(_SEALED).seal(given["password"], context=actor.workspace_id)
    for name, value in given.items():
        setattr(gateway, name, value)
    with unless_taken(session, lambda: _refuse_second(session, gateway)):
        session.add(gateway)
    fact = SmsGatewayKept(user_id, gateway.label, gateway.from_number, gateway.active)
    emit(session, actor, fact, subject=Ref(SUBJECT, gateway.id))
    return gateway


def remove_gateway(session: Session, actor: Actor, user_id: str) -> int:
    """Forget a member's gateway; how many there were."""
    require(actor, UPDATE)
    gateway = find_gateway(session, user_id, lock=True)
    if gateway is None:
        return 0
    emit(session, actor, SmsGatewayRemoved(user_id, gateway.label), subject=Ref(SUBJECT, gateway.id))
    session.execute(delete(SmsGateway).where(SmsGateway.id == gateway.id))
    return 1


async def send_test(request: Request, user_id: str, to: str) -> str:
    """Send a message through a member's gateway now, and say what the gateway calls it. Conflict for one that is off;
    what the gateway says otherwise."""
    services: Services = request.app.state.house.services
    sender, keyring = services.get(SmsSender), services.get(Keyring)  # type: ignore[type-abstract]

    def prepare(session: Session, actor: Actor) -> tuple[Gateway, TextMessage]:
        require(actor, UPDATE)
        gateway = get_gateway(session, actor, user_id)
        if not gateway.active:
            raise Conflict("This gateway is switched off.", code="gateway_off")
        password = keyring.box(_SEALED).open(gateway.password, context=actor.workspace_id)
        text = f"{actor.label} set up this telephone for text messages from Quintet."
        message = TextMessage(new_id(), actor.workspace_id, in_whole(session, to, "to"), text)
        return Gateway(gateway.url, gateway.username, password, gateway.from_number), message

    gateway, message = await door_of(request).read(request, prepare)
    return await sender.send(gateway, message)


def in_whole(session: Session, number: str, field: str) -> str:
    """A number with its country. Invalid for what is none."""
    try:
        return fold_phone(number, region_of(session))
    except ValueError as error:
        raise Invalid.one(field, "invalid", str(error)) from None


def _refuse_second(session: Session, gateway: SmsGateway) -> None:
    with session.no_autoflush:
        other = select(SmsGateway.id).where(SmsGateway.user_id == gateway.user_id, SmsGateway.id != gateway.id)
        taken = session.scalar(other)
    if taken is not None:
        raise Conflict("Somebody has just set up a gateway for them.", code="stale")
