"""How SMS gateways are reached: `/api/v1/sms-gateways`, each below its member's user id."""

from typing import Annotated

from fastapi import Path
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.jobs import Services
from quintet.foundation.objects.openapi import ERRORS
from quintet.kit.crypto import Keyring
from quintet.kit.errors import NotFound
from quintet.messaging.sms_gateways import service
from quintet.messaging.sms_gateways.ports import SmsSender
from quintet.messaging.sms_gateways.schemas import (
    SmsGatewayList,
    SmsGatewayRead,
    SmsGatewayUpdate,
    SmsSentRead,
    SmsTest,
)

routes = router("/sms-gateways", "SMS gateways")
UserId = Annotated[str, Path(max_length=36)]


@routes.get("", operation_id="list_sms_gateways", response_model=SmsGatewayList, responses=ERRORS)
async def list_(request: Request) -> Response:
    """All members' gateways."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json(
            SmsGatewayList(data=[SmsGatewayRead.of(each) for each in service.list_gateways(session, actor)])
        )

    return (await door_of(request).read(request, work)).response()


@routes.get("/{user_id}", operation_id="get_sms_gateway", response_model=SmsGatewayRead, responses=ERRORS)
async def get(request: Request, user_id: UserId) -> Response:
    """A member's gateway."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json(SmsGatewayRead.of(service.get_gateway(session, actor, user_id)))

    return (await door_of(request).read(request, work)).response()


@routes.put("/{user_id}", operation_id="keep_sms_gateway", response_model=SmsGatewayRead, responses=ERRORS)
async def keep(request: Request, user_id: UserId, body: SmsGatewayUpdate) -> Response:
    """Set a member's gateway up, or change it."""
    services: Services = request.app.state.house.services
    sender, keyring = services.get(SmsSender), services.get(Keyring)  # type: ignore[type-abstract]

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json(SmsGatewayRead.of(service.keep_gateway(session, actor, sender, keyring, user_id, body)))

    return await door_of(request).write(request, work)


@routes.delete("/{user_id}", status_code=204, operation_id="remove_sms_gateway", responses=ERRORS)
async def remove(request: Request, user_id: UserId) -> Response:
    """Forget a member's gateway."""

    def work(session: Session, actor: Actor) -> Reply:
        if not service.remove_gateway(session, actor, user_id):
            raise NotFound(service.SUBJECT)
        return Reply.empty()

    return await door_of(request).write(request, work)


@routes.post("/{user_id}/test", operation_id="test_sms_gateway", response_model=SmsSentRead, responses=ERRORS)
async def test(request: Request, user_id: UserId, body: SmsTest) -> Response:
    """Send a text message through a member's gateway, now."""
    return Reply.json(SmsSentRead(id=await service.send_test(request, user_id, body.to))).response()
