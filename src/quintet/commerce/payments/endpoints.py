"""How cards and payments are reached."""

from dataclasses import asdict
from typing import Annotated

from fastapi import Path
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from quintet.commerce.payments import customers
from quintet.commerce.payments.asking import ask
from quintet.commerce.payments.charging_endpoints import writing_of
from quintet.commerce.payments.models import Payment
from quintet.commerce.payments.refunding import refund_card
from quintet.commerce.payments.schemas import CardSetupRead, Refunding, SavedCardList, SavedCardRead
from quintet.commerce.payments.service import PAYMENTS, REFUND, take_back
from quintet.foundation.access import Actor, require
from quintet.foundation.http import Reply, door_of
from quintet.foundation.http.routing import router
from quintet.foundation.objects.openapi import ERRORS, read_model
from quintet.foundation.objects.reading import get_record
from quintet.foundation.objects.router import record_reply, record_router

routes = record_router(PAYMENTS)
card_routes = router("/companies", "Companies")
CardId = Annotated[str, Path(max_length=100)]
_READ = read_model(PAYMENTS.spec)


@routes.post("/{id}/refund", status_code=201, operation_id="refund_payment", response_model=_READ, responses=ERRORS)
async def refund(request: Request, id: str, body: Refunding) -> Response:
    """Give money back to whoever paid it, or note that it went back: an entry of its own, which is given. What was
    taken from a card goes back to that card."""

    def provider_of(session: Session, actor: Actor) -> str | None:
        payment: Payment = get_record(session, actor, PAYMENTS.spec, id, lock=False)
        require(actor, REFUND)
        return payment.provider

    if await door_of(request).read(request, provider_of) is not None:
        cards, write, key = customers.cards_of(request), writing_of(request), request.headers.get("idempotency-key")
        entry_id = await ask(lambda: refund_card(write, cards, id, body, key))
        shown = await door_of(request).read(
            request, lambda session, actor: record_reply(session, actor, PAYMENTS.spec, entry_id, 201)
        )
        return shown.response()

    def work(session: Session, actor: Actor) -> Reply:
        entry = take_back(session, actor, id, body.amount_minor, body.reason)
        return record_reply(session, actor, PAYMENTS.spec, entry.id, 201)

    return await door_of(request).write(request, work)


@card_routes.get("/{id}/cards", operation_id="list_company_cards", response_model=SavedCardList, responses=ERRORS)
async def list_cards(request: Request, id: str) -> Response:
    """The company's saved cards, the default first."""
    cards = customers.cards_of(request)
    found = await customers.saved_cards(request, cards, id)
    return Reply.json({"data": [SavedCardRead(**asdict(card)) for card in found], "provider": cards.name}).response()


@card_routes.post(
    "/{id}/cards", status_code=201, operation_id="add_company_card", response_model=CardSetupRead, responses=ERRORS
)
async def add_card(request: Request, id: str) -> Response:
    """Begin to save a card of the company. Its number goes from the browser to the provider and never to us."""
    setup = await customers.begin_setup(request, customers.cards_of(request), id)
    return Reply.json(CardSetupRead(**asdict(setup)), 201).response()


@card_routes.delete("/{id}/cards/{card_id}", status_code=204, operation_id="remove_company_card", responses=ERRORS)
async def remove_card(request: Request, id: str, card_id: CardId) -> Response:
    """Have the provider forget one of the company's cards."""
    await customers.remove_card(request, customers.cards_of(request), id, card_id)
    return Reply.empty().response()
