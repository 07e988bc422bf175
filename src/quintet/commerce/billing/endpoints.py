"""How billing settings are reached: `/api/v1/billing-settings`."""

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.commerce.billing.schemas import BillingRead, BillingUpdate
from quintet.commerce.billing.service import get_billing, update_billing
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.objects.openapi import ERRORS

routes = router("/billing-settings", "Billing settings")


@routes.get("", operation_id="get_billing_settings", response_model=BillingRead, responses=ERRORS)
async def read(request: Request) -> Response:
    """How the workspace bills."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json(BillingRead.of(*get_billing(session, actor)))

    return (await door_of(request).read(request, work)).response()


@routes.patch("", operation_id="update_billing_settings", response_model=BillingRead, responses=ERRORS)
async def change(request: Request, body: BillingUpdate) -> Response:
    """Change how the workspace bills."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json(BillingRead.of(*update_billing(session, actor, body)))

    return await door_of(request).write(request, work)
