"""How agreements are reached: `/api/v1/public/invoices/{token}/agreement` by whoever has the secret of an invoice's
page, `/api/v1/invoices/{id}/agreement` by those who work here."""

from typing import Annotated

from fastapi import Path
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.commerce.agreements import service
from quintet.commerce.agreements.schemas import AgreementStanding, OpenAgreement, Signature
from quintet.foundation.access import Actor
from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.objects.openapi import ERRORS

routes = router("/invoices", "Invoices")
public_routes = router("/public/invoices", "Pages of invoices")
Token = Annotated[str, Path(min_length=1, max_length=100)]
_PRIVATE = {"Cache-Control": "no-store"}


@routes.get("/{id}/agreement", operation_id="get_invoice_agreement", response_model=AgreementStanding, responses=ERRORS)
async def standing(request: Request, id: str) -> Response:
    """Whether an invoice waits for a signature, and what was signed, by whom and from where."""

    def work(session: Session, actor: Actor) -> Reply:
        return Reply.json(service.agreement_standing(session, actor, id))

    return (await door_of(request).read(request, work)).response()


@public_routes.get("/{token}/agreement", operation_id="read_agreement", response_model=OpenAgreement, responses=ERRORS)
async def read(request: Request, token: Token) -> Response:
    """What is to be signed before the invoice is paid, or was. 404 where nothing is."""
    return Reply.json(await service.read_agreement(door_of(request).db, token), headers=_PRIVATE).response()


@public_routes.post(
    "/{token}/agreement",
    status_code=201,
    operation_id="sign_agreement",
    response_model=OpenAgreement,
    responses=ERRORS,
)
async def sign(request: Request, token: Token, body: Signature) -> Response:
    """Sign it by typing one's name: once, with the text as it is now."""
    door = door_of(request)
    door.refuse_cross_site(request)
    found = await service.sign_agreement(door.db, token, body, service.signer_of(request))
    return Reply.json(found, 201, headers=_PRIVATE).response()
