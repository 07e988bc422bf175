"""How the billing of companies is reached."""

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.commerce.company_billing.schemas import CompanyBilling
from quintet.commerce.company_billing.service import company_billing
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.objects.openapi import ERRORS

routes = router("/companies", "Companies")


@routes.get("/{id}/billing", operation_id="get_company_billing", response_model=CompanyBilling, responses=ERRORS)
async def read(request: Request, id: str) -> Response:
    """What the company paid and owes, of the invoices and payments that you see."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json(company_billing(session, actor, id))

    return (await door_of(request).read(request, work)).response()
